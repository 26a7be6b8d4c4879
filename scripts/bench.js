// npm run bench -- NAME|all [FLAGS]: compiles bench/ and the package that it measures, and runs it in a process of its
// own. NAME is one of the claims in bench/claims, or a folder of bench/ with a main.ts.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureInstalled } from './install.js';
import { compilePackage } from './package.js';
import { root } from './run.js';
import { compiled } from './typescript.js';

const bench = join(root, 'bench');
const lua = 'src/backend/redis/lua';
const argv = process.argv.slice(2);
const claims = modules('claims');
const folders = readdirSync(bench).filter((folder) => existsSync(join(bench, folder, 'main.ts')));
const names = argv[0]?.startsWith('--') ? ['all'] : argv.slice(0, 1);
const [name] = names;

if (folders.includes(name)) {
  ensureInstalled();
  process.exitCode = start(compiled(join('bench', name, 'main.ts')), argv.slice(1));
} else if (name === 'all' || claims.includes(name)) {
  ensureInstalled();
  // The page is made of what is recorded: nothing is measured.
  const wanted = name === 'all' ? claims : [name];
  process.exitCode = measure(argv.includes('--page') ? [] : wanted);
} else {
  const known = [...new Set(['all', ...claims, ...folders])].sort().join(', ');
  process.stderr.write(`npm run bench -- NAME, where NAME is one of: ${known}\n`);
  process.exitCode = 2;
}

/**
 * Claims run in one process; systems that they start are modules of their own. The package is compiled into a folder of
 * its own, so that a build that begins meanwhile changes nothing; types are the tests' business.
 */
function measure(wanted) {
  const folder = join(root, 'node_modules', '.cache', 'eventctl-bench', String(process.pid));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.stderr.write('Compiling\n');
  if (!compilePackage(join(folder, 'dist'), '--noCheck')) return 1;
  for (const part of ['bin', 'package.json', 'oclif.manifest.json'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  const others = [
    ...['step-server', 'plugin'],
    ...wanted.map((claim) => `claims/${claim}`),
    ...modules('systems').map((system) => `systems/${system}`),
  ].map((module) => `bench/${module}.ts`);
  const main = compiled('bench/main.ts', others, { noCheck: true });
  cpSync(join(root, lua), join(dirname(main), '..', lua), { recursive: true });
  return start(main, argv, { EVENTCTL_BENCH_PACKAGE: folder });
}

function modules(folder) {
  return readdirSync(join(bench, folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.replace(/\.ts$/, ''));
}

function start(main, flags, environment = {}) {
  const env = { ...process.env, ...environment };
  return spawnSync(process.execPath, [main, ...flags], { cwd: root, stdio: 'inherit', env }).status ?? 1;
}
