import type { Plugin } from '../../src/activities/index.ts';
import { median } from '../measure.ts';
import { turnsOf } from '../rounds.ts';
import { type BenchEngine, withEngine } from './engine.ts';
import { eventFor, startWaiting } from './parked.ts';

/** What one event costs, in microseconds. */
export interface Cost {
  /** Until the event is taken in, its write included: the median. */
  readonly accept: number;
  /** Until the next step of the instance begins: the median. */
  readonly step: number;
  /** CPU of the store: the mean of its scripts where it is a server, else the median of this process. */
  readonly cpu: number;
}

/** A store with some instances that wait, and an engine over it. */
export interface Side {
  readonly waiting: number;
  readonly bench: BenchEngine;
  /** Lets the engine work: not before instances were parked, which it would work on too. */
  readonly start: () => Promise<void>;
  /** Sends the event of one instance and waits for its next step. */
  readonly match: (target: number, id: string) => Promise<Cost>;
  /** Microseconds of CPU that the store has used up to now, where it is a process of its own. */
  readonly scripts?: () => Promise<number>;
}

/** Opens a store with an engine that begins to work when it is started. */
export async function withSide<Result>(
  url: string,
  waiting: number,
  work: (side: Side) => Promise<Result>,
  scripts?: () => Promise<number>,
): Promise<Result> {
  let stepped = (): void => {};
  const note: Plugin = {
    name: 'note',
    run() {
      stepped();
      return {};
    },
  };
  return withEngine(url, { start: false, plugins: [note] }, async (bench) => {
    async function match(target: number, id: string): Promise<Cost> {
      const [from, used] = [performance.now(), process.cpuUsage()];
      const timeOfStep = new Promise<number>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`nothing came of event ${id}`)), patience);
        stepped = () => {
          clearTimeout(late);
          resolve(performance.now() - from);
        };
      });
      await bench.engine.accept(eventFor(target, id));
      const accept = performance.now() - from;
      const step = await timeOfStep;
      const { user, system } = process.cpuUsage(used);
      return { accept: accept * 1000, step: step * 1000, cpu: user + system };
    }
    let started = false;
    const start = (): Promise<void> => {
      started = true;
      return bench.engine.start();
    };
    try {
      return await work({ waiting, bench, start, match, ...(scripts === undefined ? {} : { scripts }) });
    } finally {
      if (started) await bench.engine.stop();
    }
  });
}

/**
 * Sends each side so many events, one at a time and in turn, each to one instance that waits, and lets as many others wait
 * instead: the costs of the sides.
 */
export async function matchByTurns(
  sides: readonly Side[],
  events: number,
  round: number,
): Promise<readonly Cost[]> {
  const before = await Promise.all(sides.map(async ({ scripts }) => (await scripts?.()) ?? 0));
  const costs = sides.map((): Cost[] => []);
  for (let number = 0; number < events; number++) {
    for (const [index, { waiting, match }] of turnsOf([...sides.entries()], number)) {
      costs[index]?.push(await match(targetOf(waiting, events, round, number), `${round}-${number}`));
    }
  }
  const after = await Promise.all(sides.map(async ({ scripts }) => (await scripts?.()) ?? 0));
  for (const { bench, waiting } of sides) await startWaiting(bench, waiting + round * events, events);
  return sides.map(({ scripts }, index) => {
    const middle = (kind: keyof Cost): number => median((costs[index] ?? []).map((cost) => cost[kind]));
    const used = (after[index] ?? 0) - (before[index] ?? 0);
    const cpu = scripts === undefined ? middle('cpu') : used / events;
    return { accept: middle('accept'), step: middle('step'), cpu };
  });
}

/**
 * Each event goes to another instance. Where there are many, they are far apart from one another, so that no row is near
 * one that was just read; of few the oldest are taken, in no order.
 */
function targetOf(waiting: number, events: number, round: number, number: number): number {
  if (waiting >= manyWaiting) return ((round * events + number) * far) % waiting;
  return round * events + ((number * far) % events);
}

const manyWaiting = 10_000;

/** A prime number: its multiples meet every instance once. */
const far = 7_919;

/** Milliseconds after which the step of an instance does not come any more. */
const patience = 60_000;
