import { setTimeout as sleep } from 'node:timers/promises';

/** How ends are known while a load runs. */
export interface Ends {
  /** How many there are by now, of all that was ever started. */
  count(): Promise<number>;
}

/**
 * Milliseconds between two looks at how many have ended. What has ended and is not known yet is not under way, so seldom
 * looks would measure a lower concurrency than is said.
 */
const look = 2;

/** Starts `count` things, as many under way at a time as may be, and gives the seconds until the last has ended. */
export async function countedLoad(load: {
  readonly count: number;
  readonly concurrency: number;
  readonly start: () => Promise<unknown>;
  readonly ends: Ends;
}): Promise<number> {
  const { count, concurrency, start, ends } = load;
  const before = await ends.count();
  let [started, ended] = [0, 0];
  let failed: unknown;
  const begin = performance.now();
  while (ended < count) {
    for (; started < count && started - ended < concurrency; started++) {
      start().catch((error: unknown) => {
        failed ??= error;
      });
    }
    await sleep(look);
    if (failed !== undefined) throw failed;
    ended = (await ends.count()) - before;
  }
  return (performance.now() - begin) / 1000;
}

/** Runs things to their ends, as many at a time as may be, and gives the seconds, and the milliseconds of each. */
export async function awaitedLoad(load: {
  readonly count: number;
  readonly concurrency: number;
  readonly run: () => Promise<unknown>;
}): Promise<{ readonly seconds: number; readonly latencies: readonly number[] }> {
  const { count, concurrency, run } = load;
  const latencies: number[] = [];
  let left = count;
  async function runner(): Promise<void> {
    while (left > 0) {
      left -= 1;
      const from = performance.now();
      await run();
      latencies.push(performance.now() - from);
    }
  }
  const begin = performance.now();
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, runner));
  return { seconds: (performance.now() - begin) / 1000, latencies };
}

/** Calls `send` for 0, 1, 2… at `rate` a second, whether or not the calls before have returned. */
export async function openLoad(load: {
  readonly count: number;
  readonly rate: number;
  readonly send: (number: number) => Promise<unknown>;
}): Promise<void> {
  const { count, rate, send } = load;
  const sent: Promise<unknown>[] = [];
  const begin = performance.now();
  for (let number = 0; number < count; number++) {
    const wait = begin + (number / rate) * 1000 - performance.now();
    if (wait > 1) await sleep(wait);
    sent.push(send(number));
  }
  await Promise.all(sent);
}
