import { afterEach, describe, expect, it } from 'vitest';
import type { Backend, Turn } from '../../src/backend/backend.ts';
import type { Json } from '../../src/json/json.ts';
import { Failure } from '../../src/problem/failure.ts';
import { broken, manualActivity, start, until, Workbench, workflow } from './workbench.ts';

/** How the result of an activity gets into an instance that this process has advanced. */

const call = '{ call: http, with: { method: get, endpoint: "https://example.com/" } }';
const steps = workflow('steps', `do:\n  - a: ${call}\n  - b: ${call}\n  - c: ${call}`);
const both = workflow('both', `do:\n  - f: { fork: { branches: [ { a: ${call} }, { b: ${call} } ] } }`);
const three = workflow(
  'three',
  `do:\n  - f: { fork: { branches: [ { a: ${call} }, { b: ${call} }, { c: ${call} } ] } }`,
);
const waiter = workflow(
  'waiter',
  `do:\n  - f: { fork: { branches: [ { a: ${call} }, { b: { listen: { to: { one: { with: { type: go } } } } } } ] } }`,
);

interface Calls {
  loads: number;
  settled: string[];
  turns: Turn[];
}

/** A store in memory that notes what the engine asks of it. */
function noted(change: (backend: Backend) => Partial<Backend> = () => ({})): {
  readonly backend: Backend;
  readonly calls: Calls;
} {
  const calls: Calls = { loads: 0, settled: [], turns: [] };
  const backend = broken((store) => {
    const { effects, instances } = { ...store, ...change(store) };
    return {
      effects: {
        ...effects,
        async settle(request) {
          calls.settled.push(request.key);
          return effects.settle(request);
        },
      },
      instances: {
        ...instances,
        async load(id) {
          calls.loads += 1;
          return instances.load(id);
        },
        async commit(turn) {
          calls.turns.push(turn);
          return instances.commit(turn);
        },
      },
    };
  });
  return { backend, calls };
}

let bench: Workbench;

async function open(backend?: Backend) {
  const activity = manualActivity();
  bench = new Workbench({ activities: [activity], ...(backend === undefined ? {} : { backend }) });
  await bench.engine.start();
  await bench.apply(steps, both, three, waiter);
  return activity;
}

afterEach(async () => {
  await bench.engine.stop();
  await bench.backend.close();
});

describe('the result of an activity', () => {
  it('is written by the turn that it leads to, which loads nothing', async () => {
    const { backend, calls } = noted();
    const activity = await open(backend);
    const id = await bench.run('steps');
    for (let step = 0; step < 3; step++) {
      await until(() => activity.calls.length === step + 1);
      activity.calls[step]?.resolve({ step });
    }
    await bench.engine.idle();
    expect((await bench.show(id)).output).toEqual({ step: 2 });
    expect(calls.turns.map(({ consumed, settled = [] }) => [consumed.length, settled.length])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
    expect([calls.loads, calls.settled]).toEqual([1, []]);
  });

  it('leaves nothing behind in the store', async () => {
    const activity = await open();
    await bench.run('steps');
    for (let step = 0; step < 3; step++) {
      await until(() => activity.calls.length === step + 1);
      activity.calls[step]?.resolve({});
    }
    await bench.engine.idle();
    const lease = { owner: 'another', from: start, duration: 0 };
    const now = start + 1_000_000;
    expect(await bench.backend.effects.takeExpired({ now, lease, limit: 9 })).toEqual([]);
  });

  it('is an error as well', async () => {
    const { backend, calls } = noted();
    const activity = await open(backend);
    const id = await bench.run('steps');
    await until(() => activity.calls.length === 1);
    activity.calls[0]?.reject(new TypeError('no such thing'));
    await bench.engine.idle();
    expect((await bench.show(id)).error).toMatchObject({ detail: 'no such thing', instance: '/do/0/a' });
    expect(calls.settled).toEqual([]);
  });

  it('shares a turn with others that come with it', async () => {
    const { backend, calls } = noted();
    const activity = await open(backend);
    const id = await bench.run('three');
    await until(() => activity.calls.length === 3);
    for (const { resolve } of activity.calls) resolve({ done: true });
    await bench.engine.idle();
    expect((await bench.show(id)).output).toEqual(Array(3).fill({ done: true }));
    expect(calls.turns.map(({ settled = [] }) => settled.length)).toEqual([0, 3]);
  });

  it('goes by the inbox after another process has advanced the instance', async () => {
    const { backend, calls } = noted();
    const activity = await open(backend);
    const id = await bench.run('both');
    await until(() => activity.calls.length === 2);
    const work = await backend.instances.load(id);
    if (work === undefined) throw new Error('it is gone');
    await backend.instances.commit({
      instance: { ...work.instance, input: { changed: 'elsewhere' } },
      version: work.version,
      consumed: [],
      commands: {
        effects: { add: [], remove: [] },
        waits: { add: [], remove: [] },
        timers: { set: [], clear: [] },
      },
      history: [],
      lease: { owner: 'another', from: start, duration: 0 },
    });
    activity.calls[0]?.resolve({});
    await until(async () => Object.keys((await bench.show(id)).frames).length === 3);
    activity.calls[1]?.resolve({});
    await bench.engine.idle();
    expect(await bench.show(id)).toMatchObject({ status: 'completed', input: { changed: 'elsewhere' } });
    // The turn over the inbox made the instance known here again.
    expect(calls.settled).toHaveLength(1);
  });

  it('meets what is in the inbox in the turn after it', async () => {
    const activity = await open();
    const id = await bench.run('waiter');
    await until(() => activity.calls.length === 1);
    await bench.send('go', { n: 1 });
    activity.calls[0]?.resolve({ a: 1 });
    await bench.engine.idle();
    expect((await bench.show(id)).output).toEqual([{ a: 1 }, [{ n: 1 }]]);
  });

  it('is settled where an error keeps it from being taken, and the error is told once', async () => {
    let broke = 0;
    const { backend, calls } = noted(({ instances }) => ({
      instances: {
        ...instances,
        async commit(turn) {
          if (turn.settled?.length) {
            broke += 1;
            throw new Error('a bug');
          }
          return instances.commit(turn);
        },
      },
    }));
    const activity = await open(backend);
    const id = await bench.run('both');
    await until(() => activity.calls.length === 2);
    activity.calls[0]?.resolve({});
    await until(() => calls.settled.length === 1);
    activity.calls[1]?.resolve({});
    await bench.engine.idle();
    expect(await bench.show(id)).toMatchObject({ status: 'completed' });
    expect(broke).toBeGreaterThan(0);
    expect(bench.logged).toEqual([]);
  });

  it('counts once where the store took it and could not say so', async () => {
    let lost = false;
    const { backend } = noted(({ instances }) => ({
      instances: {
        ...instances,
        async commit(turn) {
          const outcome = await instances.commit(turn);
          if (!turn.settled?.length || lost) return outcome;
          lost = true;
          throw new Failure('unreachable', 'the store is away');
        },
      },
    }));
    const activity = await open(backend);
    const id = await bench.run('steps');
    await until(() => activity.calls.length === 1);
    activity.calls[0]?.resolve({});
    await bench.engine.idle();
    const { number } = (await bench.backend.history.read({ instance: id, after: 0 })).at(-1) ?? {};
    expect(number).toBe(4);
    // The next activity was committed, and is found by whoever looks for effects that nobody works on.
    await bench.engine.stop();
    const second = manualActivity();
    const other = bench.engineWith({ activities: [second], sweepInterval: 1_000 });
    await other.start();
    await bench.seconds(5);
    expect(second.calls.map(({ key }) => key)).toEqual([expect.stringContaining('/do/1/b')]);
    await other.stop();
  });

  it('that is there at once keeps nothing else from its turn, however often', async () => {
    let calls = 0;
    const activity = {
      kind: 'http',
      // A process that does nothing else would never come to its end.
      run: (): Promise<Json> => (++calls < 20_000 ? Promise.resolve({}) : new Promise(() => {})),
    };
    bench = new Workbench({ activities: [activity] });
    await bench.engine.start();
    await bench.apply(workflow('round', `do:\n  - a: ${call.replace(' }', ' }, then: a')}`));
    const id = await bench.run('round');
    await until(() => calls > 0);
    await bench.engine.cancel({ instance: id });
    await until(async () => (await bench.show(id)).status === 'cancelled');
    expect(calls).toBeLessThan(20_000);
  });

  it('is held back while its instance is suspended', async () => {
    const activity = await open();
    const id = await bench.run('steps');
    await until(() => activity.calls.length === 1);
    await bench.engine.suspend({ instance: id });
    await until(async () => (await bench.show(id)).status === 'suspended');
    activity.calls[0]?.resolve({});
    await bench.engine.idle();
    expect((await bench.show(id)).suspension?.held).toMatchObject([{ kind: 'completed' }]);
    await bench.engine.resume({ instance: id });
    await until(() => activity.calls.length === 2);
    for (const next of [1, 2]) {
      await until(() => activity.calls.length === next + 1);
      activity.calls[next]?.resolve({ next });
    }
    await bench.engine.idle();
    expect((await bench.show(id)).output).toEqual({ next: 2 });
  });

  it('of a process that stops begins nothing here', async () => {
    const { backend, calls } = noted();
    const activity = manualActivity();
    bench = new Workbench({ activities: [activity], backend, patience: 60_000 });
    await bench.engine.start();
    await bench.apply(steps);
    const id = await bench.run('steps');
    await until(() => activity.calls.length === 1);
    const stopped = bench.engine.stop();
    activity.calls[0]?.resolve({});
    await stopped;
    expect([activity.calls.length, calls.settled.length]).toEqual([1, 1]);
    expect((await backend.instances.load(id))?.inbox).toMatchObject([{ stimulus: { kind: 'completed' } }]);
  });
});
