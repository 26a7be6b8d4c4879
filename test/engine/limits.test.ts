import { afterEach, describe, expect, it } from 'vitest';
import type { EngineOptions } from '../../src/engine/index.ts';
import { manualActivity, until, Workbench, workflow } from './workbench.ts';

const calling = (name: string, host: string) =>
  workflow(name, `do:\n  - ask: { call: http, with: { method: get, endpoint: "https://${host}/${name}" } }`);

let bench: Workbench;

async function open(options: Partial<EngineOptions>) {
  const activity = manualActivity();
  bench = new Workbench({ activities: [activity], concurrency: { activities: 8 }, ...options });
  await bench.engine.start();
  await bench.apply(calling('a', 'slow.example'), calling('b', 'slow.example'), calling('c', 'fast.example'));
  return activity;
}

type Activity = Awaited<ReturnType<typeof open>>;

afterEach(async () => {
  await bench.engine.stop();
  await bench.backend.close();
});

const run = (name: string, count: number) =>
  Promise.all(Array.from({ length: count }, () => bench.run(name)));
const settle = async () => {
  for (let look = 0; look < 50; look++) await new Promise((resolve) => setImmediate(resolve));
};
const count = ({ calls }: Activity, name: string): number =>
  calls.filter((call) => JSON.stringify(call.arguments).includes(`/${name}"`)).length;
const completed = async (name: string) =>
  (await bench.backend.instances.list({ name, status: 'completed', limit: 10_000 })).length;

/** Answers everything as it comes, and tells how many calls were under way at the most. */
async function answerAll(activity: Activity, total: number): Promise<number> {
  let most = 0;
  for (let answered = 0; answered < total; answered++) {
    await until(() => activity.calls.length > answered);
    await settle();
    most = Math.max(most, activity.calls.length - answered);
    activity.calls[answered]?.resolve({});
  }
  await bench.engine.idle();
  return most;
}

describe('a limit of a workflow', () => {
  const limits = { workflows: [{ namespace: 'test', name: 'a', atOnce: 2 }] };

  it('bounds its activities at a time, and all end', async () => {
    const activity = await open({ limits });
    await run('a', 60);
    expect(await answerAll(activity, 60)).toBe(2);
    expect(await completed('a')).toBe(60);
  });

  it('leaves the places to others', async () => {
    const activity = await open({ limits });
    await run('a', 100);
    await run('b', 5);
    await until(() => count(activity, 'b') === 5);
    expect(count(activity, 'a')).toBe(2);
  });

  it('holds for no other workflow', async () => {
    const activity = await open({ limits });
    await run('b', 8);
    await until(() => count(activity, 'b') === 7);
  });

  it('holds for what another process had, too', async () => {
    const activity = await open({ limits, sweepInterval: 1_000 });
    await run('a', 40);
    await settle();
    await bench.seconds(3);
    expect(count(activity, 'a')).toBe(2);
  });
});

describe('a limit of a host', () => {
  const limits = { hosts: [{ host: 'slow.example', atOnce: 3 }] };

  it('bounds the activities that name it, of all workflows together', async () => {
    const activity = await open({ limits });
    await run('a', 20);
    await run('b', 20);
    expect(await answerAll(activity, 40)).toBe(3);
    expect([await completed('a'), await completed('b')]).toEqual([20, 20]);
  });

  it('leaves the places to others', async () => {
    const activity = await open({ limits });
    await run('a', 200);
    await run('c', 4);
    await until(() => count(activity, 'c') === 4);
    expect(count(activity, 'a')).toBe(3);
  });

  it('is free again for the next when an activity is cancelled', async () => {
    const activity = await open({ limits: { hosts: [{ host: 'slow.example', atOnce: 1 }] } });
    const [first] = await run('a', 2);
    await until(() => activity.calls.length === 1);
    const began = activity.calls[0]?.key.split('/')[0] ?? '';
    expect(first).toBeDefined();
    await bench.engine.cancel({ instance: began });
    await until(() => activity.calls.length === 2);
  });
});

describe('a rate of a host', () => {
  it('spreads the beginnings over time', async () => {
    const activity = await open({ limits: { hosts: [{ host: 'slow.example', perSecond: 2 }] } });
    await run('a', 6);
    for (const [milliseconds, begun] of [
      [0, 2],
      [499, 2],
      [1, 3],
      [500, 4],
      [500, 5],
      [500, 6],
    ] as const) {
      bench.clock.advanceTo(bench.clock.now() + milliseconds);
      await settle();
      expect(activity.calls.length).toBe(begun);
    }
  });
});
