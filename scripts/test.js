// npm test: installs what is missing, builds, and runs every check. Arguments go to vitest: npm test -- src/machine
import { ensureBrokers } from './brokers.js';
import { isPageTrue, resultsFile } from './conformance-page.js';
import { ensureInstalled } from './install.js';
import { ensureRedis } from './redis.js';
import { binary, run, succeeds } from './run.js';

ensureInstalled();
run(process.execPath, ['scripts/build.js']);
ensureRedis();
ensureBrokers();

const filters = process.argv.slice(2);
const results = resultsFile();
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];

const checks = {
  lint: () => succeeds(binary('biome'), ['check', '.']),
  types: () => succeeds(binary('tsc'), ['--noEmit', '-p', 'tsconfig.json']),
  'dead code': () => succeeds(binary('knip'), ['--no-progress']),
  tests: () => succeeds(binary('vitest'), ['run', ...reporters, ...filters]),
  // Some of the tests show some of the features only.
  conformance: () => filters.length > 0 || isPageTrue(results),
};

const failed = [];
for (const [name, passes] of Object.entries(checks)) if (!(await passes())) failed.push(name);
process.stdout.write(failed.length === 0 ? 'All checks passed\n' : `Failed: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
