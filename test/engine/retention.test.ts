import { afterEach, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/index.ts';
import type { Engine, EngineOptions } from '../../src/engine/index.ts';
import { Failure } from '../../src/problem/failure.ts';
import { broken, start, Workbench, workflow } from './workbench.ts';

const quick = workflow('quick', 'do:\n  - one: { set: { done: true } }');
const slow = workflow('slow', 'do:\n  - nap: { wait: PT1H }');

const engines: Engine[] = [];
let bench: Workbench;

async function open(options: Partial<EngineOptions> = {}): Promise<Workbench> {
  bench = new Workbench({ sweepInterval: 1_000, ...options });
  engines.push(bench.engine);
  await bench.apply(quick, slow);
  await bench.engine.start();
  return bench;
}

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
  await bench.backend.close();
});

const isThere = async (id: string) => (await bench.backend.instances.get(id)) !== undefined;

/** When the store was asked to forget, in milliseconds since the start, and up to which end. */
function watched(asked: { readonly at: number; readonly endedBefore: number }[]): Backend {
  return broken(({ instances }) => ({
    instances: {
      ...instances,
      forget: (request) => {
        asked.push({ at: bench.clock.now() - start, endedBefore: request.endedBefore - start });
        return instances.forget(request);
      },
    },
  }));
}

describe('an ended instance', () => {
  it('is removed when it has stayed long enough', async () => {
    await open({ keepEnded: 60_000 });
    const id = await bench.run('quick');
    await bench.seconds(59);
    expect(await isThere(id)).toBe(true);
    await bench.seconds(7);
    expect(await isThere(id)).toBe(false);
  });

  it('stays for ten seconds whatever is asked', async () => {
    await open({ keepEnded: 0 });
    const id = await bench.run('quick');
    await bench.seconds(9);
    expect(await isThere(id)).toBe(true);
    await bench.seconds(7);
    expect(await isThere(id)).toBe(false);
  });

  it('stays where nobody says how long', async () => {
    await open();
    const id = await bench.run('quick');
    await bench.seconds(100);
    expect(await isThere(id)).toBe(true);
  });

  it('answers like one that never was', async () => {
    await open({ keepEnded: 0 });
    const id = await bench.run('quick');
    await bench.seconds(20);
    await expect(bench.engine.cancel({ instance: id })).rejects.toMatchObject({ code: 'not-found' });
    await expect(bench.engine.suspend({ instance: id })).rejects.toMatchObject({ code: 'not-found' });
    await expect(bench.engine.resume({ instance: id })).rejects.toMatchObject({ code: 'not-found' });
  });
});

it('an instance that waits stays', async () => {
  await open({ keepEnded: 0 });
  const id = await bench.run('slow');
  await bench.seconds(100);
  expect(await bench.show(id)).toMatchObject({ status: 'waiting' });
});

it('what is behind is caught up with, batch after batch', async () => {
  const asked: { at: number; endedBefore: number }[] = [];
  await open({ keepEnded: 0, backend: watched(asked) });
  const ids = await Promise.all(Array.from({ length: 1_200 }, () => bench.run('quick')));
  await bench.seconds(18);
  expect(await Promise.all(ids.map(isThere))).not.toContain(true);
  expect(asked.filter(({ endedBefore }) => endedBefore >= 0).length).toBeGreaterThanOrEqual(3);
});

it('what is left when the store takes its time is removed all the same', async () => {
  const over = new AbortController();
  const backend = broken(({ instances }) => ({
    instances: {
      ...instances,
      forget: async (request) => {
        const removed = await instances.forget(request);
        await bench.clock.pause(4_000, over.signal);
        return removed;
      },
    },
  }));
  await open({ keepEnded: 0, backend });
  const ids = await Promise.all(Array.from({ length: 1_200 }, () => bench.run('quick')));
  await bench.seconds(60);
  over.abort();
  expect(await Promise.all(ids.map(isThere))).not.toContain(true);
});

it('a store that fails is told of once, and looked at again', async () => {
  let fails = true;
  const backend = broken(({ instances }) => ({
    instances: {
      ...instances,
      forget: async (request) => {
        if (fails) throw new Failure('unreachable', 'the store is away');
        return instances.forget(request);
      },
    },
  }));
  await open({ keepEnded: 0, backend });
  const id = await bench.run('quick');
  await bench.seconds(40);
  expect(bench.logged.map(({ message }) => message)).toEqual(['ended instances could not be removed']);
  fails = false;
  await bench.seconds(7);
  expect(await isThere(id)).toBe(false);
});

it('a child is not forgotten while it may be started again', async () => {
  let away = true;
  let created = 0;
  const backend = broken(({ instances, effects }) => ({
    instances: {
      ...instances,
      create: async (request) => {
        if (request.definition.name === 'quick') created += 1;
        return instances.create(request);
      },
    },
    effects: {
      ...effects,
      settle: async (request) => {
        if (away) throw new Failure('unreachable', 'the store is away');
        return effects.settle(request);
      },
    },
  }));
  await open({ keepEnded: 0, backend });
  await bench.apply(
    workflow(
      'parent',
      'do:\n  - child: { run: { await: false, workflow: { namespace: test, name: quick, version: latest } } }',
    ),
  );
  await bench.run('parent');
  await bench.seconds(60);
  expect(created).toBe(1);
  expect(await bench.instancesOf('quick')).toMatchObject([{ status: 'completed' }]);
  away = false;
  await bench.seconds(20);
  expect(await bench.instancesOf('quick')).toEqual([]);
  expect(await bench.instancesOf('parent')).toEqual([]);
  expect(created).toBe(1);
});

it('a schedule that comes back after its end was long ago goes on with the next one', async () => {
  await open({ keepEnded: 0 });
  await bench.apply(workflow('often', 'schedule: { every: PT1H }\ndo:\n  - one: { set: { done: true } }'));
  await bench.seconds(2);
  await bench.apply(workflow('often', 'do:\n  - one: { set: { done: true } }', '1.0.1'));
  bench.clock.advanceTo(bench.clock.now() + 7_200_000);
  await bench.seconds(20);
  await bench.backend.definitions.remove({ namespace: 'test', name: 'often', version: '1.0.1' });
  await bench.seconds(5);
  const schedules = await bench.instancesOf('often~schedule');
  expect(schedules.map(({ status }) => status).sort()).toEqual(['cancelled', 'waiting']);
  expect(await bench.instancesOf('often')).toEqual([]);
});

describe('the log', () => {
  it('of a schedule keeps its newest thousand entries', async () => {
    await open();
    await bench.apply(
      workflow(
        'collect',
        'schedule: { on: { all: [{ with: { type: a } }, { with: { type: b } }] } }\ndo:\n  - one: { set: { done: true } }',
      ),
    );
    await bench.seconds(1);
    for (let count = 0; count < 1_300; count++) await bench.send('a', count);
    await bench.seconds(3);
    const [schedule] = await bench.backend.instances.list({ name: 'collect~schedule', limit: 1 });
    const log = await bench.backend.history.read({ instance: schedule?.id ?? '', after: 0 });
    expect(log.length).toBeLessThanOrEqual(1_000);
    expect(log.at(-1)?.number).toBeGreaterThan(1_300);
  });
});
