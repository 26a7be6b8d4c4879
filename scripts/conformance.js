// Runs the public conformance kit and prints one line per scenario, then how many passed.
// Exits 0 when exactly the scenarios pass that are known to: a refused one that starts to pass is news as well.
import { ensureInstalled } from './install.js';

ensureInstalled();
const { startVitest } = await import('vitest/node');

const scenarios = [];

const reporter = {
  onTestCaseResult(test) {
    const { scenario } = test.meta();
    if (scenario === undefined) return;
    scenarios.push(scenario);
    const { file, name, failure } = scenario;
    process.stdout.write(`${failure === undefined ? 'pass' : 'FAIL'}  ${file}: ${name}\n`);
    if (failure !== undefined) process.stdout.write(`      ${failure}\n`);
  },
  onTestRunEnd(_modules, errors) {
    for (const error of errors) process.stderr.write(`${error.stack ?? error.message}\n`);
  },
};

const vitest = await startVitest('test', ['test/conformance/kit.test.ts'], {
  run: true,
  watch: false,
  reporters: [reporter],
});
await vitest.close();

const passed = scenarios.filter(({ failure }) => failure === undefined).length;
if (scenarios.length === 0)
  process.stdout.write('the kit is not there; set EVENTCTL_CONFORMANCE to its folder\n');
process.stdout.write(`passed ${passed} of ${scenarios.length}\n`);
process.stdout.write(`${passed} passed, ${scenarios.length - passed} failed\n`);
