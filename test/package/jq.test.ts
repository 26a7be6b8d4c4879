import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A program outside this folder that has the built package in its node_modules, and nothing else. */
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'eventctl-package-'));

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/eventctl'), 'dir');
  write('package.json', '{ "type": "module" }');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function node(...argv: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Checks and compiles a file at TypeScript's strictest, with no types but the package's own. */
function tsc(file: string) {
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
  const modules = ['--module', 'nodenext', '--target', 'es2023', '--types', '', '--skipLibCheck', 'false'];
  return node(join(root, 'node_modules/typescript/bin/tsc'), ...strict, ...modules, file);
}

const program = `
import { compile, ExpressionError, ExpressionSyntaxError, type Filter, type Json, NotJsonError } from 'eventctl/jq';

interface Order { readonly items: readonly { readonly price: number }[] }
const order: Order = { items: [{ price: 5 }, { price: 20 }] };

const dear: Filter = compile('.items[] | select(.price > $least)', { variables: ['least'], now: () => 0 });
const outputs: Json[] = [...dear(order, { least: 10 })];
const first: Json | undefined = dear.first(order, { least: 1 });
const errors: string[] = [];
for (const attempt of [() => compile('.a +'), () => compile('error("no")').first(1), () => compile('.').first(compile)]) {
  try { attempt(); } catch (error) {
    if (error instanceof ExpressionSyntaxError) errors.push(\`\${error.line}:\${error.column}\`);
    else if (error instanceof ExpressionError) errors.push(\`\${error.value}\`);
    else if (error instanceof NotJsonError) errors.push(error.path.join());
    else throw error;
  }
}
console.log(JSON.stringify({ outputs, first, errors }));
`;

describe('eventctl/jq', () => {
  it('is used from TypeScript', () => {
    const file = write('program.ts', `declare const console: { log(text: string): void };${program}`);
    expect(tsc(file)).toEqual({ status: 0, stdout: '', stderr: '' });
    const { status, stdout, stderr } = node(join(folder, 'program.js'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      outputs: [{ price: 20 }],
      first: { price: 5 },
      errors: ['1:5', 'no', ''],
    });
  });

  it('has types that refuse what cannot be', () => {
    const file = write(
      'wrong.ts',
      `import { compile } from 'eventctl/jq';\ncompile('.', { variable: ['x'] });\n`,
    );
    expect(tsc(file)).toMatchObject({ status: 2, stdout: expect.stringContaining("'variable'") });
  });

  it('loads the expressions and nothing else', () => {
    const hooks = `import { writeSync } from 'node:fs';
export async function load(url, context, next) { writeSync(1, url + '\\n'); return next(url, context); }`;
    const register = `import { register } from 'node:module';
register(${JSON.stringify(pathToFileURL(write('hooks.js', hooks)).href)});`;
    const main = write(
      'main.js',
      `import { createRequire } from 'node:module';
await import('eventctl/jq');
for (const file of Object.keys(createRequire(import.meta.url).cache)) console.log(file);`,
    );
    const { stdout, stderr } = node('--import', write('register.js', register), main);
    const loaded = stdout.split('\n').filter((url) => url !== '' && !url.startsWith('node:'));
    expect(stderr).toBe('');
    expect(loaded.filter((url) => url.includes('/dist/expressions/jq/')).length).toBeGreaterThan(10);
    const expected = ['/main.js', '/dist/expressions/', '/dist/json/', '/dist/problem/nearest.js', '/re2js/'];
    expect(loaded.filter((url) => !expected.some((part) => url.includes(part)))).toEqual([]);
  });

  it('is the only door into the package', () => {
    const file = write('door.js', `await import('eventctl/dist/cli/main.js');`);
    expect(node(file).stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('lets the manifest of the package be read', () => {
    const file = write(
      'manifest.js',
      `import { createRequire } from 'node:module';
console.log(createRequire(import.meta.url)('eventctl/package.json').name);`,
    );
    expect(node(file)).toEqual({ status: 0, stdout: 'eventctl\n', stderr: '' });
  });
});
