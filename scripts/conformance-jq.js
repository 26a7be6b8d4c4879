// Runs jq's own suite against the built eventctl/jq, and prints what does not pass and how many do, by file.
// Exits 0 when exactly the cases do not pass that are refused by name: one that starts to pass is news as well.
import { pathToFileURL } from 'node:url';
import { ensureInstalled } from './install.js';
import { run } from './run.js';
import { compiled } from './typescript.js';

ensureInstalled();
run(process.execPath, ['scripts/build.js']);
const { runSuite } = await import(pathToFileURL(compiled('test/conformance/jq/suite.ts')).href);
const { compile } = await import('eventctl/jq');
const passed = runSuite(
  (program) => compile(program),
  (line) => process.stdout.write(`${line}\n`),
);
process.exitCode = passed ? 0 : 1;
