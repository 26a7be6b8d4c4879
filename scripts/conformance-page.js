// docs/conformance.md: what the tests show of the specification.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run.js';
import { compiled } from './typescript.js';

const page = join(root, 'docs', 'conformance.md');
let reporter;

/** Where the results of tests are kept between the run of vitest and the reading of it. */
export function resultsFile() {
  const file = join(root, 'node_modules', '.cache', 'eventctl-tests', `${process.pid}.json`);
  mkdirSync(dirname(file), { recursive: true });
  process.once('exit', () => rmSync(file, { force: true }));
  return file;
}

/** The files of tests that carry the ids of features. */
export async function testsOfFeatures() {
  const { namesFeatures } = await reporting();
  return ['src', 'test']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file)),
    )
    .filter((file) => file.endsWith('.test.ts') && textsOf(file).some(namesFeatures));
}

/** The text of a file of tests, and of what it imports from its own folder: tests that several files share stand there. */
function textsOf(file) {
  const text = readFileSync(join(root, file), 'utf8');
  const shared = [...text.matchAll(/from '\.\/([\w.-]+\.ts)'/g)].map(([, name]) => join(dirname(file), name));
  return [
    text,
    ...shared
      .filter((name) => existsSync(join(root, name)))
      .map((name) => readFileSync(join(root, name), 'utf8')),
  ];
}

/** Writes the page from results of vitest, and gives the report. */
export async function writePage(results) {
  const report = await readReport(results);
  writeFileSync(page, report.text);
  return report;
}

/** True when the page says what the results show; else it is told on stderr what is wrong. */
export async function isPageTrue(results) {
  const report = await readReport(results);
  const missing = report.scenarios.all === 0 ? ['the conformance kit'] : report.unknown;
  for (const problem of report.problems) process.stderr.write(`conformance: ${problem}\n`);
  if (missing.length > 0) {
    process.stderr.write(`docs/conformance.md was not compared: ${missing.join(', ')} did not run here\n`);
    return report.problems.length === 0 && process.env.CI === undefined;
  }
  const isSame = readFileSync(page, 'utf8') === report.text;
  if (!isSame) process.stderr.write('docs/conformance.md is old: npm run conformance -- --write\n');
  return isSame && report.problems.length === 0;
}

/** The functions of test/conformance/report.ts. */
async function reporting() {
  reporter ??= import(pathToFileURL(compiled('test/conformance/report.ts')).href);
  return reporter;
}

async function readReport(results) {
  const { readResults, reportOf } = await reporting();
  return reportOf(readResults(readFileSync(results, 'utf8'), root));
}
