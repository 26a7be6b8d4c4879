// npm test: installs what is missing, builds, and runs every check. Arguments go to vitest: npm test -- src/machine
import { ensureInstalled } from './install.js';
import { ensureRedis } from './redis.js';
import { binary, run, succeeds } from './run.js';

ensureInstalled();
run(process.execPath, ['scripts/build.js']);
ensureRedis();

const checks = {
  lint: () => succeeds(binary('biome'), ['check', '.']),
  types: () => succeeds(binary('tsc'), ['--noEmit', '-p', 'tsconfig.json']),
  'dead code': () => succeeds(binary('knip'), ['--no-progress']),
  tests: () => succeeds(binary('vitest'), ['run', ...process.argv.slice(2)]),
};

const failed = Object.entries(checks)
  .filter(([, passes]) => !passes())
  .map(([name]) => name);
process.stdout.write(failed.length === 0 ? 'All checks passed\n' : `Failed: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
