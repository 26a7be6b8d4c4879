import type { Claim, Figure } from '../claim.ts';
import { ratio } from '../figures.ts';
import { compare } from '../jq/compare.ts';
import { engines as loadEngines } from '../jq/engines.ts';
import { tasks } from '../jq/tasks.ts';
import { versionOf } from '../machine.ts';

/** Milliseconds that each engine works at a task in a round. */
const time = 200;

/** What the engine of eventctl has to do, by the beginning of a task's name. */
const bounds = [
  { task: '.a.b + 1', atLeast: 5_000_000 },
  { task: 'mid', atLeast: 300_000 },
] as const;

/** The expressions of workflows, beside other implementations; `npm run bench -- jq` has more of them. */
export const claim: Claim = {
  name: 'jq-filters',
  title: 'jq filters, beside other implementations',
  rounds: 3,
  minutes: 1,
  async run({ rounds, quick, note }) {
    const engines = await loadEngines();
    const figures: Figure[] = [];
    for (const task of tasks) {
      note(`  ${task.name}`);
      const found = engines.map((): number[] => []);
      for (let round = 0; round < rounds; round++) {
        const { rates } = compare(task, engines, { rounds: 1, time: quick ? time / 10 : time });
        for (const [index, rate] of rates.entries()) if (typeof rate === 'number') found[index]?.push(rate);
      }
      const rows = engines.flatMap(({ name }, index) => figureOf(name, task.name, found[index] ?? []));
      const of = (engine: string) => rows.find(({ name }) => name === `${engine}: ${task.name}`);
      figures.push(
        ...rows,
        ...ratio(of('eventctl'), of('jq-wasm'), { name: `eventctl ÷ jq-wasm: ${task.name}` }),
      );
    }
    const versions = ['jq-wasm', '@jq-tools/jq'].map((name) => `${name} ${versionOf(name)}`);
    return {
      configuration: { versions: versions.join(', '), 'milliseconds a round': time },
      figures,
      notes: ['An engine that fails at a task, or gives something else than jq, has no figure there.'],
    };
  },
};

function figureOf(engine: string, task: string, rates: readonly number[]): readonly Figure[] {
  if (rates.length === 0) return [];
  const bound = engine === 'eventctl' ? bounds.find((known) => task.startsWith(known.task)) : undefined;
  return [
    {
      name: `${engine}: ${task}`,
      unit: 'a second',
      better: 'higher',
      rounds: rates,
      ...(bound === undefined ? {} : { bound: { atLeast: bound.atLeast } }),
      ...(engine.startsWith('eventctl') ? {} : { foreign: true }),
    },
  ];
}
