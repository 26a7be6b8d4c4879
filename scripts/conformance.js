// Runs the public conformance kit, then the scenarios of test/conformance/features, which are about events, in the kit's
// language. Prints one line per scenario, and of both how many passed.
// With --write it runs the tests of all features too, and writes docs/conformance.md from what they show.
// Exits 0 when every scenario passed, and with --write when every feature is shown.
import { resultsFile, testsOfFeatures, writePage } from './conformance-page.js';
import { ensureInstalled } from './install.js';

ensureInstalled();
const { startVitest } = await import('vitest/node');

const parts = {
  kit: { test: 'test/conformance/kit.test.ts', title: 'the public conformance kit', scenarios: [] },
  own: { test: 'test/conformance/events.test.ts', title: 'scenarios about events', scenarios: [] },
};
const write = process.argv.includes('--write');
const results = resultsFile();
const failed = [];

const reporter = {
  onTestCaseResult(test) {
    const { scenario } = test.meta();
    if (scenario !== undefined) {
      parts[scenario.part].scenarios.push(scenario);
    } else if (test.result().state === 'failed') {
      const why = test.result().errors?.[0]?.message ?? '';
      process.stderr.write(`FAIL  ${test.module.relativeModuleId}: ${test.fullName}\n      ${why}\n`);
    }
  },
  onTestModuleEnd(module) {
    if (module.state() === 'failed') failed.push(module.relativeModuleId);
    for (const error of module.errors())
      process.stderr.write(`FAIL  ${module.relativeModuleId}: ${error.message}\n`);
  },
  onTestRunEnd(_modules, errors) {
    for (const error of errors) process.stderr.write(`${error.stack ?? error.message}\n`);
  },
};

const scenarioTests = Object.values(parts).map(({ test }) => test);
const files = write ? [...scenarioTests, ...(await testsOfFeatures())] : scenarioTests;
const vitest = await startVitest('test', files, {
  run: true,
  watch: false,
  reporters: [reporter, ['json', { outputFile: results }]],
});
await vitest.close();

for (const { title, scenarios } of Object.values(parts)) {
  process.stdout.write(`${title}\n`);
  for (const { file, name, failure } of scenarios) {
    process.stdout.write(`${failure === undefined ? 'pass' : 'FAIL'}  ${file}: ${name}\n`);
    if (failure !== undefined) process.stdout.write(`      ${failure}\n`);
  }
}
const passedOf = ({ scenarios }) => scenarios.filter(({ failure }) => failure === undefined).length;
const { own, kit } = parts;
const passed = passedOf(kit);
process.stdout.write(`${own.title}: passed ${passedOf(own)} of ${own.scenarios.length}\n`);
if (kit.scenarios.length === 0)
  process.stdout.write('the kit is not there; set EVENTCTL_CONFORMANCE to its folder\n');
process.stdout.write(`${kit.title}: passed ${passed} of ${kit.scenarios.length}\n`);
process.stdout.write(`${passed} passed, ${kit.scenarios.length - passed} failed\n`);
if (write && failed.length > 0) {
  process.stderr.write(`docs/conformance.md was not written: ${failed.join(', ')} failed\n`);
} else if (write) {
  const { features, problems, unknown } = await writePage(results);
  const { works, refused, all } = features;
  process.stdout.write(
    `features: ${works} of ${all} work, ${refused} refused, ${all - works - refused} not yet\n`,
  );
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (unknown.length > 0) process.stderr.write(`did not run here: ${unknown.join(', ')}\n`);
  if (problems.length > 0 || unknown.length > 0) process.exitCode = 1;
}
