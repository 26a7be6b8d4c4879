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

const queueKey = (name: string): string => `{${bench.prefix}:meta}:duty:${name}`;
const queueKeys = (): Promise<string[]> => bench.admin.keys(queueKey('*'));
/** Some process has the duty; which one is told by its lock. */
const held = async (): Promise<boolean> => (await holder()) !== null;
const holder = (): Promise<string | null> => bench.admin.get(queueKey('chores:lock'));

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

  it('stays with the process that has the duty, however many take part', { timeout: 40_000 }, async () => {
    const chores = [counted('sweep', 1_000), counted('sweep', 1_000), counted('sweep', 1_000)];
    for (const chore of chores) share(await bench.open(), chore);
    const sum = (): number => chores.reduce((total, { times }) => total + times(), 0);
    await until(() => sum() >= 8);
    // The first time it is done by whoever sees first that nobody has.
    expect(Math.max(...chores.map(({ times }) => times()))).toBeGreaterThanOrEqual(sum() - 1);
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

  it('is handed on by a process that stops, not found undone later', { timeout: 20_000 }, async () => {
    // Three of its intervals are longer than this test may take.
    const [first, second] = [counted('sweep', 60_000), counted('sweep', 60_000)];
    const gone = share(await bench.open(), first);
    await until(held);
    share(await bench.open(), second);
    const before = await holder();
    await gone.stop();
    await until(async () => (await held()) && (await holder()) !== before);
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

describe('the duty', () => {
  it('is made anew when the rows of the queue were lost', { timeout: 40_000 }, async () => {
    const chore = counted();
    share(await bench.open(), chore);
    await until(held);
    await bench.admin.del(...(await queueKeys()));
    const before = chore.times();
    await until(held);
    await until(() => chore.times() > before + 5);
  });

  it('is made anew when its job was lost from the lists, and its holder stops', {
    timeout: 40_000,
  }, async () => {
    const [first, second] = [counted(), counted()];
    const gone = share(await bench.open(), first);
    await until(held);
    share(await bench.open(), second);
    await bench.admin.del(queueKey('active'), queueKey('wait'));
    await gone.stop();
    await until(held);
    await until(() => second.times() > 5);
  });

  it('is left by a process whose lock is gone, and taken again', { timeout: 40_000 }, async () => {
    const chore = counted();
    share(await bench.open(), chore);
    await until(held);
    const first = await holder();
    await bench.admin.del(queueKey('chores:lock'));
    await until(async () => (await held()) && (await holder()) !== first);
    const before = chore.times();
    await until(() => chore.times() > before + 5);
  });

  it('is left by a process when another one has its lock; should that do nothing, the chore is done all the same', {
    timeout: 40_000,
  }, async () => {
    const chore = counted();
    share(await bench.open(), chore);
    await until(held);
    await bench.admin.set(queueKey('chores:lock'), 'another');
    const before = chore.times();
    await until(() => chore.times() > before + 5);
    expect(await holder()).toBe('another');
  });

  it('keeps little: one job, and a short log', { timeout: 40_000 }, async () => {
    const chore = counted();
    for (let time = 0; time < 10; time++) {
      const one = share(await bench.open(), chore);
      await until(held);
      await one.stop();
    }
    const kinds = (await queueKeys()).map((key) => key.slice(queueKey('').length)).sort();
    const known = ['chores', 'chores:lock', 'events', 'id', 'marker', 'meta', 'stalled-check', 'wait'];
    expect(known).toEqual(expect.arrayContaining(kinds));
    // BullMQ trims the log to about its length.
    expect(await bench.admin.xlen(queueKey('events'))).toBeLessThanOrEqual(200);
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
