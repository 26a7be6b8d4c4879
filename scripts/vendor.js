// vendor.js DIST: puts libraries that some workflows need into DIST/vendor, as one module each, and leads the imports
// of the compiled sources there. As packages they would bring three hundred others, of which little is used. They are
// development dependencies: sources and tests import them by their names.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './run.js';

/** What the sources import of them, each by `await import()`. */
const specifiers = [
  '@asyncapi/parser',
  '@grpc/grpc-js',
  '@modelcontextprotocol/sdk/client/index.js',
  '@modelcontextprotocol/sdk/client/streamableHttp.js',
  '@modelcontextprotocol/sdk/shared/stdio.js',
  '@modelcontextprotocol/sdk/types.js',
  '@nats-io/jetstream',
  '@nats-io/transport-node',
  'amqplib',
  'cloudevents',
  'kafkajs',
  'mqtt',
  'protobufjs',
  'rhea',
  'undici',
];

const cache = join(root, 'node_modules', '.cache', 'eventctl-vendor');

const [dist] = process.argv.slice(2);
if (dist === undefined) throw new Error('vendor.js DIST');
await vendor();

async function vendor() {
  cpSync(await bundled(), join(dist, 'vendor'), { recursive: true });
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.js') || file.startsWith('vendor')) continue;
    const path = join(dist, file);
    const text = readFileSync(path, 'utf8');
    const led = text.replaceAll(/\bimport\(\s*'([^'.][^']*)'\s*\)/g, (whole, specifier) =>
      specifiers.includes(specifier) ? `import('${target(path, specifier)}')` : whole,
    );
    if (led !== text) writeFileSync(path, led);
  }
}

function target(file, specifier) {
  return relative(dirname(file), join(dist, 'vendor', `${nameOf(specifier)}.js`)).replaceAll('\\', '/');
}

function nameOf(specifier) {
  return specifier.replace(/^@/, '').replace(/\.js$/, '').replaceAll('/', '-');
}

/** The folder with the bundles: made once for the packages that are installed. */
async function bundled() {
  const lock = readFileSync(join(root, 'node_modules', '.package-lock.json'));
  const self = readFileSync(fileURLToPath(import.meta.url));
  const folder = join(cache, createHash('sha256').update(lock).update(self).digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  const fresh = `${folder}-${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    await bundle(fresh);
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another build may have been first.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function bundle(folder) {
  const { rolldown } = await import('rolldown');
  const entries = join(folder, 'entries');
  mkdirSync(entries);
  for (const specifier of specifiers) {
    writeFileSync(join(entries, `${nameOf(specifier)}.js`), await reexports(specifier));
  }
  const build = await rolldown({
    input: Object.fromEntries(specifiers.map((one) => [nameOf(one), join(entries, `${nameOf(one)}.js`)])),
    platform: 'node',
    logLevel: 'silent',
    // Native helpers of WebSockets, which are looked for and can be missing.
    external: ['bufferutil', 'utf-8-validate'],
    // Its CommonJS asks for its own files by a `require` that no bundler sees through.
    resolve: { alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' } },
  });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    minify: true,
    chunkFileNames: 'shared-[hash].js',
  });
  await build.close();
  rmSync(entries, { recursive: true });
  const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  writeFileSync(join(folder, 'LICENSES.txt'), licenses(modules));
}

/** All that a library exports, as Node.js sees it: half of them are CommonJS. */
async function reexports(specifier) {
  const names = Object.keys(await import(specifier)).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
  return `export { ${names.join(', ')} } from '${specifier}';\n`;
}

/** Every package that is part of a bundle, below the text of its license. */
function licenses(modules) {
  const folders = new Set(
    modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []),
  );
  const packages = new Map();
  for (const folder of [...folders].sort()) {
    if (!existsSync(join(folder, 'package.json'))) continue;
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)/i.test(one));
    const text = file === undefined ? `(${license})` : readFileSync(join(folder, file), 'utf8').trim();
    packages.set(text, (packages.get(text) ?? new Set()).add(`${name} ${version}`));
  }
  const rule = '-'.repeat(80);
  return [...packages].map(([text, names]) => `${[...names].join('\n')}\n\n${text}\n\n${rule}\n`).join('\n');
}
