import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPaths } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Turn } from '../../src/backend/backend.ts';
import { createSqliteBackend } from '../../src/backend/sqlite/index.ts';
import type { Engine, EngineOptions } from '../../src/engine/index.ts';
import { broken, manualActivity, start, until, Workbench, workflow } from './workbench.ts';

const caller = workflow(
  'caller',
  'do:\n  - ask: { call: http, with: { method: get, endpoint: "https://example.com/" } }',
);

const often = workflow(
  'often',
  'do:\n  - loop: { for: { each: n, in: "[range(20)]" }, do: [{ ask: { call: http, with: { method: get, endpoint: "https://example.com/" } } }] }',
);

const engines: Engine[] = [];
let bench: Workbench;

async function open(options: Partial<EngineOptions> = {}): Promise<Workbench> {
  bench = new Workbench(options);
  engines.push(bench.engine);
  await bench.engine.start();
  await bench.apply(caller);
  return bench;
}

/** Another process that takes effects over, but no turns: a store in memory rings for one engine only. */
async function join(options: Partial<EngineOptions>): Promise<void> {
  const { doorbell } = bench.backend;
  const deaf = { ...doorbell, listen: async () => ({ stop: async () => {} }) };
  const backend = { ...bench.backend, doorbell: deaf };
  const engine = bench.engineWith({ sweepInterval: 1_000, backend, ...options });
  engines.push(engine);
  await engine.start();
}

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
  await bench.backend.close();
});

const call = (count: number) => Promise.all(Array.from({ length: count }, () => bench.run('caller')));

const completed = async () =>
  (await bench.instancesOf('caller')).filter(({ status }) => status === 'completed').length;

/** Events that a process was killed before it published. */
async function emitDead(count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    const id = `dead${number}`;
    const definition = { namespace: 'test', name: 'gone', version: '1.0.0' };
    await bench.backend.instances.create({ id, definition, input: {}, now: start });
    const event = { specversion: '1.0', id, source: '/dead', type: 'left' } as const;
    await bench.backend.instances.commit({
      instance: { ...(await bench.show(id)), status: 'completed', endedAt: start },
      version: 0,
      consumed: ['start'],
      history: [],
      lease: { owner: 'dead', from: start, duration: 0 },
      commands: {
        effects: { add: [{ kind: 'publish', key: `${id}~1`, event }], remove: [] },
        waits: { add: [], remove: [] },
        timers: { set: [], clear: [] },
      },
    });
  }
}

/** An instance whose activity was begun by a process that is gone. */
async function leaveActivityOf(id: string): Promise<void> {
  const definition = { namespace: 'test', name: 'caller', version: '1.0.0' };
  const other = new Workbench({ activities: [manualActivity()] });
  await other.apply(caller);
  await other.engine.start();
  await other.backend.instances.create({ id, definition, input: {}, now: start });
  await until(async () => (await other.show(id)).status === 'running');
  const instance = await other.show(id);
  await other.engine.stop();
  const [pending] = await other.backend.effects.takeExpired({
    now: start,
    lease: { owner: 'dead', from: start, duration: 0 },
    limit: 1,
  });
  if (pending === undefined) throw new Error('nothing was left');
  await other.backend.close();
  await bench.backend.instances.create({ id, definition, input: {}, now: start });
  await bench.backend.instances.commit({
    instance,
    version: 0,
    consumed: ['start'],
    history: [],
    lease: { owner: 'dead', from: start, duration: 0 },
    commands: {
      effects: { add: [pending.effect], remove: [] },
      waits: { add: [], remove: [] },
      timers: { set: [], clear: [] },
    },
  });
}

describe('a process with more activities than slots', () => {
  it('takes over all effects that need no slot', async () => {
    const activity = manualActivity();
    await open({ activities: [activity], concurrency: { activities: 4 }, sweepInterval: 1_000 });
    await call(40);
    await until(() => activity.calls.length > 0);
    await emitDead(600);
    await bench.seconds(3);
    expect(await bench.backend.events.list({ type: 'left', limit: 1_000 })).toHaveLength(600);
  });

  it('keeps a slot for those that a killed process had', async () => {
    const activity = manualActivity();
    await open({ activities: [activity], concurrency: { activities: 4 }, sweepInterval: 1_000 });
    await call(40);
    await bench.seconds(5);
    expect(activity.calls).toHaveLength(3);
    await leaveActivityOf('killed');
    await bench.seconds(2);
    expect(activity.calls[3]?.key).toMatch(/^killed/);
    activity.calls[3]?.resolve({});
    await until(async () => (await bench.show('killed')).status === 'completed');
  });

  it('runs them all in the end without any sweep', async () => {
    const activity = manualActivity();
    await open({ activities: [activity], concurrency: { activities: 2 } });
    await call(50);
    for (let answered = 0; answered < 50; answered++) {
      await until(() => activity.calls.length > answered);
      activity.calls[answered]?.resolve({});
    }
    await bench.engine.idle();
    expect([await completed(), activity.calls.length]).toEqual([50, 50]);
  });

  it('runs them all although one turn asks for more than it holds', async () => {
    const activity = manualActivity();
    await open({ activities: [activity], concurrency: { activities: 2 } });
    const ask = '{ call: http, with: { method: get, endpoint: "https://example.com/" } }';
    const branches = Array.from({ length: 20 }, (_, branch) => `        - b${branch}: ${ask}`);
    await bench.apply(
      workflow('forker', `do:\n  - all:\n      fork:\n        branches:\n${branches.join('\n')}`),
    );
    const id = await bench.run('forker');
    for (let answered = 0; answered < 20; answered++) {
      await until(() => activity.calls.length > answered);
      activity.calls[answered]?.resolve({});
    }
    await bench.engine.idle();
    expect((await bench.show(id)).status).toBe('completed');
  });

  it('leaves those it has no use for to a process that has room', async () => {
    const [busy, idle] = [manualActivity(), manualActivity()];
    await open({ activities: [busy], concurrency: { activities: 2 }, sweepInterval: 1_000 });
    await call(30);
    await until(() => busy.calls.length === 2);
    await join({ activities: [idle], concurrency: { activities: 20 } });
    await bench.seconds(3);
    expect(idle.calls.length).toBeGreaterThan(15);
    for (let second = 0; second < 40; second++) {
      for (const { resolve } of [...busy.calls, ...idle.calls]) resolve({});
      await bench.seconds(1);
    }
    expect(await completed()).toBe(30);
    expect(new Set([...busy.calls, ...idle.calls].map(({ key }) => key)).size).toBe(30);
    expect(busy.calls.length + idle.calls.length).toBe(30);
  });

  it('does not keep asking for more while it has no room', async () => {
    let asked = 0;
    const backend = broken(({ effects }) => ({
      effects: {
        ...effects,
        takeExpired(request) {
          asked += 1;
          return effects.takeExpired(request);
        },
      },
    }));
    const activity = manualActivity();
    await open({ backend, activities: [activity], concurrency: { activities: 4 }, sweepInterval: 1_000 });
    await call(40);
    await bench.seconds(2);
    const before = asked;
    await bench.seconds(10);
    expect(asked - before).toBeLessThanOrEqual(6);
  });

  it('keeps the lease of what it holds through every look', async () => {
    const activity = manualActivity();
    await open({ activities: [activity], concurrency: { activities: 4 }, sweepInterval: 1_000 });
    await call(40);
    await bench.seconds(10);
    expect(activity.calls.map(({ signal }) => signal.aborted)).toEqual([false, false, false]);
  });
});

describe('activities that are short', () => {
  const leftIn = async (): Promise<number> => {
    const now = bench.clock.now();
    const lease = { owner: 'another', from: now, duration: 0 };
    return (await bench.backend.effects.takeExpired({ now, lease, limit: 99 })).length;
  };

  /** A process with one place, and a number of activities that have ended in it just now. */
  async function openAfter(ends: number, rest = 0): Promise<void> {
    const activity = manualActivity();
    await open({ activities: [activity], concurrency: { activities: 1 } });
    for (let end = 0; end < ends; end++) {
      await bench.run('caller');
      await until(() => activity.calls.length === end + 1);
      activity.calls[end]?.resolve({});
      await until(async () => (await completed()) === end + 1);
    }
    bench.clock.advanceTo(start + rest);
    await call(6);
    await until(async () => (await bench.instancesOf('caller')).every(({ status }) => status !== 'pending'));
  }

  it('are held in greater number than others', async () => {
    await openAfter(8);
    expect(await leftIn()).toBe(0);
  });

  it('are others as long as none has ended', async () => {
    await openAfter(0);
    expect(await leftIn()).toBeGreaterThan(0);
  });

  it('are others after a rest', async () => {
    await openAfter(8, 1_000);
    expect(await leftIn()).toBeGreaterThan(0);
  });
});

describe('a burst of activities that end quickly', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(joinPaths(tmpdir(), 'eventctl-burst-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('does not keep those that follow in the store', async () => {
    // Writes of one turn of the event loop share a transaction there, so that questions and turns end together.
    const backend = createSqliteBackend({ path: joinPaths(folder, 'store.db') });
    const left: boolean[] = [];
    const { instances } = backend;
    const watched = {
      ...backend,
      instances: {
        ...instances,
        commit: (turn: Turn) => {
          if (turn.commands.effects.add.length > 0) left.push(turn.lease.duration === 0);
          return instances.commit(turn);
        },
      },
    };
    const activity = { kind: 'http', run: async () => ({}) };
    await open({ activities: [activity], concurrency: { activities: 32 }, backend: watched });
    await bench.apply(often);
    await Promise.all(Array.from({ length: 100 }, () => bench.run('often')));
    await bench.engine.idle();
    expect(left).toHaveLength(2_000);
    expect([left.includes(true), left.slice(-1_000).includes(true)]).toEqual([true, false]);
  });
});
