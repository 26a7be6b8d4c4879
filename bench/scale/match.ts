import type { Backend } from '../../src/backend/backend.ts';
import { median } from '../measure.ts';
import { turnsOf } from '../rounds.ts';
import { type BenchEngine, withEngine } from './engine.ts';
import { eventFor } from './parked.ts';

/** What one event costs a store, in microseconds. */
export interface Cost {
  /** Of `events.accept`, the write included: the median. */
  readonly wall: number;
  /** Of the store: the mean of its scripts where it is a server, else the median of this process. */
  readonly cpu: number;
}

/** A store with some instances that wait. */
export interface Side {
  readonly waiting: number;
  readonly bench: BenchEngine;
  /** What `accept` has cost, since it was last asked. */
  readonly taken: () => readonly Cost[];
  /** Microseconds of CPU that the store has used up to now, where it is a process of its own. */
  readonly scripts?: () => Promise<number>;
}

/** Opens a store whose `events.accept` is timed. */
export function withSide<Result>(
  url: string,
  waiting: number,
  work: (side: Side) => Promise<Result>,
  scripts?: () => Promise<number>,
): Promise<Result> {
  let costs: Cost[] = [];
  const around = (backend: Backend): Backend => ({
    ...backend,
    events: {
      ...backend.events,
      async accept(routed) {
        const [from, used] = [performance.now(), process.cpuUsage()];
        const outcome = await backend.events.accept(routed);
        const wall = (performance.now() - from) * 1000;
        const { user, system } = process.cpuUsage(used);
        costs.push({ wall, cpu: user + system });
        return outcome;
      },
    },
  });
  const taken = (): readonly Cost[] => {
    const all = costs;
    costs = [];
    return all;
  };
  return withEngine(url, { start: false, around }, (bench) =>
    work({ waiting, bench, taken, ...(scripts === undefined ? {} : { scripts }) }),
  );
}

/** Sends each side so many events, one at a time and in turn, each to one instance that waits: the costs of the sides. */
export async function matchByTurns(
  sides: readonly Side[],
  events: number,
  round: number,
): Promise<readonly Cost[]> {
  const before = await Promise.all(sides.map(async ({ scripts }) => (await scripts?.()) ?? 0));
  for (const { taken } of sides) taken();
  for (let number = 0; number < events; number++) {
    for (const { waiting, bench } of turnsOf(sides, number)) {
      // Far apart from one another, so that no row is near one that was just read.
      const target = ((round * events + number) * 7_919) % waiting;
      await bench.engine.accept(eventFor(target, `${round}-${number}`));
    }
  }
  return Promise.all(
    sides.map(async ({ scripts, taken }, index) => {
      const costs = taken();
      const used = ((await scripts?.()) ?? 0) - (before[index] ?? 0);
      return {
        wall: median(costs.map(({ wall }) => wall)),
        cpu: scripts === undefined ? median(costs.map(({ cpu }) => cpu)) : used / events,
      };
    }),
  );
}
