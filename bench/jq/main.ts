// How fast eventctl's jq is beside others, and how soon it stops what would not end.
//   npm run bench -- jq [--json] [--rounds N] [--time MILLISECONDS]
import { parseArgs } from 'node:util';
import { createPaint } from '../../src/cli/output/colour.ts';
import { formatTable } from '../../src/cli/output/table.ts';
import { machine, versionOf } from '../machine.ts';
import { checksum } from '../measure.ts';
import { type Comparison, compare, describeComparison, type Rate, ratio } from './compare.ts';
import { describeEnd, type End, timeEnd } from './end.ts';
import { type Engine, engines as loadEngines } from './engines.ts';
import { hostile } from './hostile.ts';
import { tasks } from './tasks.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '7' },
    time: { type: 'string', default: '200' },
  },
});
const rounds = { rounds: count(flags.rounds, '--rounds'), time: count(flags.time, '--time') };
const paint = createPaint(false);
const { cpu, cores, node, v8, platform } = machine();
const versions = Object.fromEntries(['jq-wasm', '@jq-tools/jq'].map((name) => [name, versionOf(name)]));

const engines = await loadEngines();
note(`${rounds.rounds} rounds of ${rounds.time} ms for each engine and task`);
const comparisons = tasks.map((task) => {
  note(task.name);
  return compare(task, engines, rounds);
});
note(`${hostile.length} filters that would not end`);
const ends = hostile.map(timeEnd);

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
  print(`turns a second, medians of ${rounds.rounds} rounds of ${rounds.time} ms (checksum ${checksum()})\n`);
  print(comparisonTable(comparisons, engines));
  print('\neventctl is the engine inside; eventctl/jq is the package, which checks every input.');
  print('To compile is to parse for @jq-tools/jq; jq-wasm cannot without evaluating.\n');
  print(`until a filter is stopped, in ms, of ${ends.length} filters\n`);
  print(endTable(ends));
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
  const text = (time: number) => time.toFixed(1).padStart(7);
  const worst = Math.max(...rows.map((row) => row.worst));
  const table = formatTable(
    rows,
    [
      { title: 'filter', cell: ({ name }) => name },
      { title: ' median', cell: (row) => text(row.median) },
      { title: '  worst', cell: (row) => text(row.worst) },
      { title: 'ends with', cell: ({ error }) => error?.slice(0, 80) ?? 'no error' },
    ],
    paint,
  );
  return `${table}\n\nworst of all: ${worst.toFixed(1)} ms`;
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
