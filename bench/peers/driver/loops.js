// The two ways to load a system.
import { setTimeout as sleep } from 'node:timers/promises';

/** The wall clock in milliseconds, with fractions: two processes of one machine can compare it. */
export function now() {
  return performance.timeOrigin + performance.now();
}

/**
 * Closed loop: `concurrency` turns are always under way until all `count` were taken.
 * @param {{ count: number, concurrency: number }} size
 * @param {(turn: number) => Promise<unknown>} take
 * @returns {Promise<{ seconds: number, latencies: number[] }>} latencies in milliseconds
 */
export async function closedLoop({ count, concurrency }, take) {
  /** @type {number[]} */
  const latencies = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const turn = next++;
      const begin = performance.now();
      await take(turn);
      latencies.push(performance.now() - begin);
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, lane));
  return { seconds: (performance.now() - begin) / 1000, latencies };
}

/**
 * Open loop: a turn begins every 1/`rate` s, whatever became of those before it.
 * @param {{ count: number, rate: number }} size
 * @param {(turn: number) => Promise<unknown>} take
 */
export async function openLoop({ count, rate }, take) {
  const begin = performance.now();
  const taken = [];
  while (taken.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - begin) / 1000) * rate) + 1);
    while (taken.length < due) taken.push(take(taken.length));
    await sleep(1);
  }
  await Promise.all(taken);
}

/**
 * @param {() => boolean} holds
 * @param {string} what for the error, after ten minutes
 */
export async function until(holds, what) {
  const end = performance.now() + 600_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`still waiting for ${what} after 10 minutes`);
    await sleep(5);
  }
}
