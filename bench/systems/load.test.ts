import { describe, expect, it } from 'vitest';
import { awaitedLoad, countedLoad, openLoad } from './load.ts';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('awaitedLoad', () => {
  it('runs all, as many at a time as may be, and times each', async () => {
    let [now, most, ran] = [0, 0, 0];
    const { latencies, seconds } = await awaitedLoad({
      count: 10,
      concurrency: 3,
      async run() {
        now += 1;
        most = Math.max(most, now);
        await tick();
        now -= 1;
        ran += 1;
      },
    });
    expect({ ran, most, timed: latencies.length }).toEqual({ ran: 10, most: 3, timed: 10 });
    expect(seconds).toBeGreaterThan(0);
  });

  it('fails when one fails', async () => {
    const run = async (): Promise<never> => {
      throw new Error('no');
    };
    await expect(awaitedLoad({ count: 3, concurrency: 1, run })).rejects.toThrow('no');
  });
});

describe('countedLoad', () => {
  it('starts no more than may be under way, and returns when all have ended', async () => {
    let [started, ended, most] = [0, 0, 0];
    await countedLoad({
      count: 10,
      concurrency: 4,
      async start() {
        started += 1;
        most = Math.max(most, started - ended);
      },
      ends: {
        // Two end between two looks; what ended before does not count.
        async count() {
          if (started > 0) ended = Math.min(started, ended + 2);
          return 100 + ended;
        },
      },
    });
    expect({ started, ended, most }).toEqual({ started: 10, ended: 10, most: 4 });
  });

  it('fails when a start fails', async () => {
    const start = async (): Promise<never> => {
      throw new Error('no');
    };
    await expect(
      countedLoad({ count: 3, concurrency: 1, start, ends: { count: async () => 0 } }),
    ).rejects.toThrow('no');
  });
});

describe('openLoad', () => {
  it('sends on, whether or not what was sent has been answered', async () => {
    const sent: number[] = [];
    let answer = (): void => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const done = openLoad({
      count: 3,
      rate: 1_000,
      send(number) {
        sent.push(number);
        if (number === 2) answer();
        return answered;
      },
    });
    await done;
    expect(sent).toEqual([0, 1, 2]);
  });
});
