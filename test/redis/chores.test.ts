import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Backend, Chore, Listening } from '../../src/backend/index.ts';
import { redisBench } from './bench.ts';

const bench = redisBench();
const sharing: Listening[] = [];

afterEach(async () => {
  await Promise.all(sharing.splice(0).map((one) => one.stop()));
});

/** A process takes part. */
function share(backend: Backend, ...chores: readonly Chore[]): Listening {
  if (backend.chores === undefined) throw new Error('the store has no chores');
  const one = backend.chores.share(chores);
  sharing.push(one);
  return one;
}

/** A chore that counts how often it was done. */
function counted(name = 'sweep', interval = 200): Chore & { readonly times: () => number } {
  let times = 0;
  return {
    name,
    interval,
    times: () => times,
    run: async () => {
      times += 1;
    },
  };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

const queueKeys = (): Promise<string[]> => bench.admin.keys(`{${bench.prefix}:meta}:chores:*`);
const queued = async (): Promise<boolean> => (await queueKeys()).some((key) => key.endsWith(':delayed'));

describe('a chore', () => {
  it('is done again and again', { timeout: 20_000 }, async () => {
    const chore = counted();
    share(await bench.open(), chore);
    await until(() => chore.times() >= 5);
  });

  it('is done by one process at a time', { timeout: 40_000 }, async () => {
    let [running, most, times] = [0, 0, 0];
    const slow: Chore = {
      name: 'sweep',
      interval: 1_000,
      async run() {
        running += 1;
        most = Math.max(most, running);
        await sleep(700);
        running -= 1;
        times += 1;
      },
    };
    share(await bench.open(), slow);
    share(await bench.open(), slow);
    await until(() => times >= 5);
    expect(most).toBe(1);
  });

  it('is not begun again while it takes long', { timeout: 40_000 }, async () => {
    let [running, most, times] = [0, 0, 0];
    const slow: Chore = {
      name: 'sweep',
      interval: 200,
      async run() {
        running += 1;
        most = Math.max(most, running);
        await sleep(1_500);
        running -= 1;
        times += 1;
      },
    };
    share(await bench.open(), slow);
    share(await bench.open(), slow);
    await until(() => times >= 3);
    expect(most).toBe(1);
  });

  it('is done by each process that takes part, sooner or later', { timeout: 40_000 }, async () => {
    const [first, second] = [counted(), counted()];
    share(await bench.open(), first);
    share(await bench.open(), second);
    await until(() => first.times() > 1 && second.times() > 1);
  });

  it('is done by the others when the one that does it has gone', { timeout: 40_000 }, async () => {
    const [first, second] = [counted(), counted()];
    const gone = share(await bench.open(), first);
    await until(() => first.times() > 0);
    share(await bench.open(), second);
    await gone.stop();
    const before = first.times();
    await until(() => second.times() > 3);
    expect(first.times()).toBe(before);
  });

  it('does not wait for another that takes long', { timeout: 20_000 }, async () => {
    const endless: Chore = {
      name: 'forget',
      interval: 200,
      run: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    };
    const chore = counted();
    share(await bench.open(), endless, chore);
    await until(() => chore.times() >= 5);
  });

  it('is done by who knows it, when others do not', { timeout: 40_000 }, async () => {
    const known = counted('forget');
    share(await bench.open(), counted());
    share(await bench.open(), counted(), known);
    await until(() => known.times() >= 5);
  });
});

describe('the queue of the chores', () => {
  it('is made anew when its rows were lost', { timeout: 40_000 }, async () => {
    const chore = counted();
    share(await bench.open(), chore);
    await until(queued);
    await bench.admin.del(...(await queueKeys()));
    const before = chore.times();
    await until(queued);
    await until(() => chore.times() > before + 5);
  });

  it('is made anew when a chore lost its next job', { timeout: 40_000 }, async () => {
    const chore = counted();
    share(await bench.open(), chore);
    await until(queued);
    await bench.admin.del(`{${bench.prefix}:meta}:chores:delayed`, `{${bench.prefix}:meta}:chores:wait`);
    const before = chore.times();
    await until(() => chore.times() > before + 5);
  });

  it('goes on when its next job is due at a time of a clock that was ahead', {
    timeout: 40_000,
  }, async () => {
    const chore = counted();
    share(await bench.open(), chore);
    await until(queued);
    const ahead = 3_600_000;
    const [job, due] = await bench.admin.zpopmin(`{${bench.prefix}:meta}:chores:delayed`);
    if (job !== undefined) {
      // BullMQ keeps milliseconds and a counter in one score.
      await bench.admin.zadd(`{${bench.prefix}:meta}:chores:delayed`, Number(due) + ahead * 4096, job);
    }
    const before = chore.times();
    await until(() => chore.times() > before + 5);
  });

  it('keeps little: no job that is done, and a short log', { timeout: 20_000 }, async () => {
    const chore = counted();
    share(await bench.open(), chore);
    await until(() => chore.times() >= 10);
    const jobs = (await queueKeys()).filter((key) => /:repeat:sweep:\d+$/.test(key));
    expect(jobs.length).toBeLessThanOrEqual(2);
    // BullMQ trims the log to about its length.
    expect(await bench.admin.xlen(`{${bench.prefix}:meta}:chores:events`)).toBeLessThanOrEqual(200);
  });
});

describe('taking part', () => {
  it('ends at once, whatever the chore is about', async () => {
    const seen: AbortSignal[] = [];
    const endless: Chore = {
      name: 'sweep',
      interval: 200,
      run: (signal) => {
        seen.push(signal);
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      },
    };
    const one = share(await bench.open(), endless);
    await until(() => seen.length > 0);
    await one.stop();
    expect(seen.every(({ aborted }) => aborted)).toBe(true);
  });

  it('ends before it has begun', async () => {
    await share(await bench.open(), counted()).stop();
  });
});
