import type { ClaimOptions, Figure, Measured } from './claim.ts';
import { contest } from './contest.ts';
import { runOf } from './protocol.ts';
import type { Outcome } from './rounds.ts';
import { warmUp } from './warm-up.ts';
import type { Kind } from './workflows.ts';

/** Workflows of three steps, many at a time. */
export interface Throughput {
  readonly kind: Kind;
  readonly systems: readonly string[];
  readonly concurrency: number;
  /** Of single systems' workflows a second. */
  readonly bounds?: Readonly<Record<string, Figure['bound']>>;
}

/** Seconds that each system works in a round, about: by what it did when it had warmed up. */
const working = 3;

/** Workflows of a quick round. */
const few = 50;

interface Round {
  /** Workflows a second. */
  readonly rate: number;
  /** Microseconds of CPU a workflow, by what the processes do. */
  readonly cpu: Readonly<Record<string, number>>;
}

/** Measures workflows a second, by the names of the systems. */
export async function throughput(
  { kind, systems, concurrency, bounds = {} }: Throughput,
  options: ClaimOptions,
): Promise<Required<Measured> & { readonly of: (system: string) => Figure | undefined }> {
  const counts = new Map<string, number>();
  const { outcomes, configuration, notes, failures } = await contest<Round>({
    systems,
    options,
    async round(driver, { system, number, url }) {
      if (number === 0 && !options.quick) {
        const rate = await warmUp(driver, { kind, concurrency, url });
        counts.set(system.name, countFor(rate, concurrency));
        options.note(`    ${system.name}: ${rate.toFixed(0)} workflows/s`);
        return { rate, cpu: {} };
      }
      const count = counts.get(system.name) ?? few;
      const run = runOf(await driver.ask({ do: 'steps', kind, concurrency, count, url }));
      const rate = count / run.seconds;
      const cpu = Object.entries(run.cpu).map(
        ([what, spent]) => [what, (spent * 1_000_000) / count] as const,
      );
      const each = cpu.map(([what, spent]) => `${what} ${spent.toFixed(0)} µs`).join(', ');
      options.note(`    ${system.name}: ${rate.toFixed(0)} workflows/s (${count}) ${each}`);
      return { rate, cpu: Object.fromEntries(cpu) };
    },
  });
  const figures = outcomes.map(({ system: { name, kind: whose }, results }): Figure => {
    const bound = bounds[name];
    return {
      name,
      unit: 'workflows/s',
      better: 'higher',
      rounds: results.map(({ rate }) => rate),
      ...(bound === undefined ? {} : { bound }),
      ...(whose === 'ours' ? {} : { foreign: true }),
    };
  });
  return {
    configuration: { 'workflows under way': concurrency, workers: 'one process', ...configuration },
    figures: [...figures, ...outcomes.flatMap(cpuFigures)],
    notes: [
      'eventctl on Redis counts ends while many workflows run; every other system tells of each.',
      ...notes,
    ],
    failures,
    of: (system) => figures.find(({ name }) => name === system),
  };
}

/** As many as a system of that rate does in a round, and enough that its beginning and end do not count much. */
function countFor(rate: number, concurrency: number): number {
  return Math.max(2 * concurrency, Math.round(rate * working));
}

/** Where a system tells: what a workflow costs it, which does not change with what else the machine does. */
function cpuFigures({ system: { name, kind }, results }: Outcome<Round>): readonly Figure[] {
  return Object.keys(results[0]?.cpu ?? {}).map((what) => ({
    name: `${name}, CPU of ${what}`,
    unit: 'µs a workflow',
    better: 'lower',
    rounds: results.map(({ cpu }) => cpu[what] ?? 0),
    ...(kind === 'ours' ? {} : { foreign: true }),
  }));
}
