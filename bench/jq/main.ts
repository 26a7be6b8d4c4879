// How fast eventctl's jq is beside others, and how soon it stops what would not end.
//   npm run bench -- jq [--json] [--only speed|end] [--rounds N] [--time MILLISECONDS]
import { parseArgs } from 'node:util';
import { createPaint, plain } from '../../src/cli/output/colour.ts';
import { formatTable } from '../../src/cli/output/table.ts';
import { machine, versionOf } from '../machine.ts';
import { checksum, median } from '../measure.ts';
import { type Comparison, compare, describeComparison, type Rate, ratio } from './compare.ts';
import { describeEnd, type End, timeEnds } from './end.ts';
import { type Engine, engines as loadEngines } from './engines.ts';
import { hostile } from './hostile/index.ts';
import { tasks } from './tasks.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    time: { type: 'string', default: '200' },
  },
});
const rounds = { rounds: count(flags.rounds, '--rounds'), time: count(flags.time, '--time') };
const paint = createPaint(false);
const { cpu, cores, node, v8, platform } = machine();
const versions = Object.fromEntries(['jq-wasm', '@jq-tools/jq'].map((name) => [name, versionOf(name)]));

if (flags.only !== undefined && flags.only !== 'speed' && flags.only !== 'end') {
  throw new Error('--only is speed or end');
}

const engines = await loadEngines();
const comparisons = flags.only === 'end' ? [] : compareAll();
const ends = flags.only === 'speed' ? [] : await timeAll();

if (flags.json) {
  const document = {
    machine: { cpu, cores, node, v8, platform },
    versions,
    ...rounds,
    tasks: comparisons.map((comparison) => describeComparison(comparison, engines)),
    hostile: ends.map(describeEnd),
    checksum: checksum(),
  };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
} else {
  const libraries = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  print(`${cpu}, ${cores} cores, ${platform}; Node ${node}, V8 ${v8}; ${libraries.join(', ')}`);
  if (comparisons.length > 0) printComparisons();
  if (ends.length > 0) printEnds();
}

function compareAll(): readonly Comparison[] {
  note(`${rounds.rounds} rounds of ${rounds.time} ms for each engine and task`);
  return tasks.map((task) => {
    note(`  ${task.name}`);
    return compare(task, engines, rounds);
  });
}

/** The one that takes longest first. */
async function timeAll(): Promise<readonly End[]> {
  note(`${hostile.length} filters that take what they can get`);
  const tell = (done: number) => (done % 50 === 0 ? note(`  ${done} of ${hostile.length}`) : undefined);
  return [...(await timeEnds(hostile, tell))].sort((one, other) => other.worst - one.worst);
}

function printComparisons(): void {
  print(
    `\nturns a second, medians of ${rounds.rounds} rounds of ${rounds.time} ms (checksum ${checksum()})\n`,
  );
  print(comparisonTable(comparisons, engines));
  print('\neventctl is the engine inside; eventctl/jq is the package, which checks every input.');
  print('To compile is to parse for @jq-tools/jq; jq-wasm cannot without evaluating.');
  print('An engine fails at a task, or differs from jq in its outputs.');
}

function printEnds(): void {
  print(`\nuntil a filter has its end, in ms, compiling included\n`);
  print(endTable(ends));
  const worst = Math.max(...ends.map((end) => end.worst));
  const middle = median(ends.map((end) => end.median));
  print(`\n${ends.length} filters: median ${middle.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`);
}

function comparisonTable(rows: readonly Comparison[], all: readonly Engine[]): string {
  const columns = [
    { title: 'task', cell: ({ task }: Comparison) => task },
    ...all.map(({ name }, index) => ({
      title: name,
      cell: ({ rates }: Comparison) => rateText(rates[index]).padStart(Math.max(10, name.length)),
    })),
    {
      title: '÷ jq-wasm',
      cell: (row: Comparison) => rateText(ratio(row, all)).padStart('÷ jq-wasm'.length),
    },
  ];
  return formatTable(rows, columns, paint);
}

function endTable(rows: readonly End[]): string {
  const time = (value: number) => value.toFixed(1).padStart(7);
  const columns = [
    { title: ' median', cell: (row: End) => time(row.median) },
    { title: '  worst', cell: (row: End) => time(row.worst) },
    { title: 'filter', cell: ({ filter }: End) => cut(filter) },
    { title: 'ends with', cell: ({ error }: End) => (error === undefined ? 'its outputs' : cut(error)) },
  ];
  return formatTable(rows, columns, paint);
}

function cut(text: string): string {
  return plain(text.length > 70 ? `${text.slice(0, 69)}…` : text);
}

function rateText(rate: Rate | undefined): string {
  return typeof rate !== 'number' ? (rate ?? '') : Math.round(rate).toLocaleString('en').replaceAll(',', ' ');
}

function count(text: string, flag: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${flag} is a whole number from 1 on`);
  return value;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}
