import { afterEach, describe, expect, it } from 'vitest';
import type { EngineOptions } from '../../src/engine/index.ts';
import { manualActivity, until, Workbench, workflow } from './workbench.ts';

const calling = (name: string, host = 'example.com') =>
  workflow(name, `do:\n  - ask: { call: http, with: { method: get, endpoint: "https://${host}/${name}" } }`);

let bench: Workbench;

async function open(options: Partial<EngineOptions>) {
  const activity = manualActivity();
  bench = new Workbench({ activities: [activity], ...options });
  await bench.engine.start();
  await bench.apply(calling('many'), calling('few'), calling('elsewhere', 'other.example'));
  return activity;
}

type Activity = Awaited<ReturnType<typeof open>>;

afterEach(async () => {
  await bench.engine.stop();
  await bench.backend.close();
});

/** Starts instances, and waits until the activity of each is wanted. */
async function run(name: string, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => bench.run(name)));
  const wanted = async () =>
    (await bench.backend.instances.list({ name, status: 'running', limit: 10_000 })).length === count;
  await until(wanted);
}

/** Which workflow a call is of. */
const nameOf = (call: Activity['calls'][number]): string =>
  JSON.stringify(call.arguments).match(/\/(\w+)"/)?.[1] ?? '';
const names = ({ calls }: Activity): string[] => calls.map(nameOf);
const count = (activity: Activity, name: string): number =>
  names(activity).filter((one) => one === name).length;

/** Answers calls in the order of their beginning until so many were answered. */
async function answer(activity: Activity, from: number, to: number): Promise<void> {
  for (let index = from; index < to; index++) {
    await until(() => activity.calls.length > index);
    activity.calls[index]?.resolve({});
  }
}

const completed = async (name: string) =>
  (await bench.backend.instances.list({ name, status: 'completed', limit: 10_000 })).length;

describe('a burst of one workflow', () => {
  it('does not make the activity of another one wait for all of it', async () => {
    const activity = await open({ concurrency: { activities: 4 } });
    await run('many', 1_000);
    await until(() => activity.calls.length === 3);
    await run('few', 1);
    await answer(activity, 0, 10);
    await until(() => count(activity, 'few') === 1);
    expect(names(activity).indexOf('few')).toBeLessThan(12);
    await answer(activity, 10, 1_001);
    await bench.engine.idle();
    expect([await completed('many'), await completed('few')]).toEqual([1_000, 1]);
  });

  it('lets another workflow have every second place while both wait', async () => {
    const activity = await open({ concurrency: { activities: 8 } });
    await run('many', 200);
    await until(() => activity.calls.length === 7);
    await run('few', 8);
    await answer(activity, 0, 20);
    await until(() => activity.calls.length === 27);
    expect(count(activity, 'few')).toBe(8);
    await answer(activity, 20, 208);
    await bench.engine.idle();
    expect([await completed('many'), await completed('few')]).toEqual([200, 8]);
  });

  it('does not hold up several other workflows, either', async () => {
    const activity = await open({ concurrency: { activities: 4 } });
    await run('many', 300);
    await until(() => activity.calls.length === 3);
    await run('few', 1);
    await run('elsewhere', 1);
    await answer(activity, 0, 10);
    await until(() => count(activity, 'few') + count(activity, 'elsewhere') === 2);
    await answer(activity, 10, 302);
    await bench.engine.idle();
    expect(await completed('many')).toBe(300);
  });

  it('holds up only a bit what another workflow has beyond its share', async () => {
    const activity = await open({ concurrency: { activities: 4 } });
    await run('many', 400);
    await until(() => activity.calls.length === 3);
    await run('few', 40);
    await answer(activity, 0, 100);
    expect(count(activity, 'few')).toBeGreaterThan(20);
    await answer(activity, 100, 440);
    await bench.engine.idle();
    expect([await completed('many'), await completed('few')]).toEqual([400, 40]);
  });
});
