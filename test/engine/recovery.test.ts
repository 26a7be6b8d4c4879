import { afterEach, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/index.ts';
import type { Engine, EngineOptions } from '../../src/engine/index.ts';
import { Failure } from '../../src/problem/failure.ts';
import { broken, manualActivity, start, until, Workbench, workflow } from './workbench.ts';

const caller = workflow(
  'caller',
  'do:\n  - ask: { call: http, with: { method: get, endpoint: "https://example.com/" } }',
);
const hello = workflow('hello', 'do:\n  - a: { set: { n: 1 } }');

const engines: Engine[] = [];
let bench: Workbench;

async function open(options: Partial<EngineOptions> = {}): Promise<Workbench> {
  bench = new Workbench(options);
  engines.push(bench.engine);
  await bench.engine.start();
  return bench;
}

async function join(options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = bench.engineWith({ sweepInterval: 1_000, ...options });
  engines.push(engine);
  await engine.start();
  return engine;
}

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
  await bench.backend.close();
});

const unreachable = () => new Failure('unreachable', 'the store is away');

/** A store that takes no results while it is away, by whichever way they come. */
function withoutResults(isAway: () => boolean): Backend {
  return broken(({ effects, instances }) => ({
    effects: {
      ...effects,
      async settle(request) {
        if (isAway()) throw unreachable();
        return effects.settle(request);
      },
    },
    instances: {
      ...instances,
      async commit(turn) {
        if (turn.settled?.length && isAway()) throw unreachable();
        return instances.commit(turn);
      },
    },
  }));
}

describe('an activity whose process', () => {
  it('has crashed is taken over under the same key once its lease has run out', async () => {
    const backend = broken(({ effects }) => ({ effects: { ...effects, renew: async () => true } }));
    const [first, second] = [manualActivity(), manualActivity()];
    await open({ backend, activities: [first] });
    await bench.apply(caller);
    const id = await bench.run('caller');
    await until(() => first.calls.length === 1);
    await bench.engine.stop();
    await join({ activities: [second] });
    await bench.seconds(2);
    expect(second.calls).toHaveLength(0);
    await bench.seconds(2);
    expect(second.calls.map(({ key }) => key)).toEqual(first.calls.map(({ key }) => key));
    expect(second.calls[0]?.arguments).toEqual(first.calls[0]?.arguments);
    second.calls[0]?.resolve({});
    await until(async () => (await bench.show(id)).status === 'completed');
  });

  it('has stopped is taken over at once', async () => {
    const [first, second] = [manualActivity(), manualActivity()];
    await open({ activities: [first] });
    await bench.apply(caller);
    await bench.run('caller');
    await until(() => first.calls.length === 1);
    await bench.engine.stop();
    expect(first.calls[0]?.signal.aborted).toBe(true);
    await join({ activities: [second] });
    await until(() => second.calls.length === 1);
  });

  it('lives is not taken over, however long it runs', async () => {
    const activity = manualActivity();
    await open({ activities: [activity], sweepInterval: 1_000 });
    await bench.apply(caller);
    const id = await bench.run('caller');
    await until(() => activity.calls.length === 1);
    let taken = 0;
    await bench.seconds(20, async () => {
      const lease = { owner: 'another', from: bench.clock.now(), duration: 0 };
      taken += (await bench.backend.effects.takeExpired({ now: bench.clock.now(), lease, limit: 9 })).length;
    });
    expect([taken, activity.calls.length]).toEqual([0, 1]);
    activity.calls[0]?.resolve({});
    await until(async () => (await bench.show(id)).status === 'completed');
  });

  it('has lost its lease is aborted', async () => {
    const activity = manualActivity();
    await open({ activities: [activity] });
    await bench.apply(caller);
    await bench.run('caller');
    await until(() => activity.calls.length === 1);
    const lease = { owner: 'another', from: start, duration: 1_000_000 };
    await bench.backend.effects.takeExpired({ now: start + 3_000, lease, limit: 9 });
    await bench.seconds(1);
    expect(activity.calls[0]?.signal.aborted).toBe(true);
  });

  it('cannot write the result yet keeps it until it can', async () => {
    let failures = 4;
    const backend = withoutResults(() => failures-- > 0);
    const activity = manualActivity();
    await open({ backend, activities: [activity] });
    await bench.apply(caller);
    const id = await bench.run('caller');
    await until(() => activity.calls.length === 1);
    activity.calls[0]?.resolve({});
    await bench.seconds(5);
    expect((await bench.show(id)).status).toBe('completed');
    expect(activity.calls).toHaveLength(1);
  });

  it('cannot write the result until another process has taken it over writes it all the same', async () => {
    let away = true;
    const backend = withoutResults(() => away);
    const activity = manualActivity();
    await open({ backend, activities: [activity] });
    await bench.apply(caller);
    const id = await bench.run('caller');
    await until(() => activity.calls.length === 1);
    activity.calls[0]?.resolve({ answer: 1 });
    await until(() => bench.logged.length === 1);
    const lease = { owner: 'another', from: start, duration: 1_000_000 };
    await bench.backend.effects.takeExpired({ now: start + 3_000, lease, limit: 9 });
    await bench.seconds(3);
    expect((await bench.show(id)).status).toBe('running');
    away = false;
    await bench.seconds(1);
    expect((await bench.show(id)).status).toBe('completed');
  });

  it('cannot write the result any more when it stops leaves it to another one', async () => {
    const backend = withoutResults(() => true);
    const activity = manualActivity();
    await open({ backend, activities: [activity] });
    await bench.apply(caller);
    const id = await bench.run('caller');
    await until(() => activity.calls.length === 1);
    activity.calls[0]?.resolve({});
    await until(() => bench.logged.length === 1);
    await bench.engine.stop();
    const lease = { owner: 'another', from: start, duration: 0 };
    const left = await bench.backend.effects.takeExpired({ now: start, lease, limit: 9 });
    expect(left.map(({ instance }) => instance)).toEqual([id]);
  });
});

describe('a child', () => {
  it('that was created while another process cancelled its parent is cancelled too', async () => {
    const backend = broken(({ instances }) => ({
      instances: {
        ...instances,
        async create(child) {
          if (child.parent !== undefined) await cancelElsewhere(child.parent.instance, child.parent.key);
          return instances.create(child);
        },
      },
    }));
    async function cancelElsewhere(parent: string, effect: string): Promise<void> {
      const work = await backend.instances.load(parent);
      if (work === undefined) return;
      await backend.instances.commit({
        instance: { ...work.instance, status: 'cancelled', endedAt: start, frames: {} },
        version: work.version,
        consumed: [],
        commands: {
          effects: { add: [], remove: [effect] },
          waits: { add: [], remove: [] },
          timers: { set: [], clear: [] },
        },
        history: [],
        lease: { owner: 'another', from: start, duration: 0 },
      });
    }
    await open({ backend });
    const run = 'run: { workflow: { namespace: test, name: child, version: 1.0.0 } }';
    await bench.apply(
      workflow('parent', `do:\n  - child: { ${run} }`),
      workflow('child', 'do:\n  - nap: { wait: PT1H }'),
    );
    await bench.run('parent');
    await bench.engine.idle();
    expect(await bench.instancesOf('child')).toMatchObject([{ status: 'cancelled' }]);
  });
});

describe('stopping', () => {
  it('waits for activities within its patience', async () => {
    const activity = manualActivity();
    await open({ activities: [activity], patience: 60_000 });
    await bench.apply(caller);
    const id = await bench.run('caller');
    await until(() => activity.calls.length === 1);
    const stopped = bench.engine.stop();
    activity.calls[0]?.resolve({ answer: 1 });
    await stopped;
    expect(activity.calls[0]?.signal.aborted).toBe(false);
    const { inbox = [] } = (await bench.backend.instances.load(id)) ?? {};
    expect(inbox).toMatchObject([{ stimulus: { kind: 'completed', output: { answer: 1 } } }]);
  });

  it.each(['a turn', 'a timer', 'a sweep'])('ends while a store does not answer %s', async (question) => {
    let asked = '';
    let release = (): void => {};
    const hung = new Promise<undefined>((resolve) => {
      release = () => resolve(undefined);
    });
    const hang = (name: string): Promise<undefined> | undefined => {
      if (name === question) asked = name;
      return name === question ? hung : undefined;
    };
    const backend = broken(({ instances, doorbell }) => ({
      instances: { ...instances, load: (id) => hang('a turn') ?? instances.load(id) },
      doorbell: {
        ...doorbell,
        fire: (now) => hang('a timer') ?? doorbell.fire(now),
        sweep: (times) => hang('a sweep') ?? doorbell.sweep(times),
      },
    }));
    await open({ backend, patience: 10, sweepInterval: 1_000 });
    await bench.apply(hello);
    await bench.run('hello');
    await until(() => asked === question);
    await bench.engine.stop();
    release();
    expect(bench.logged.at(-1)?.message).toContain('left to another process');
  });

  it('leaves an engine that does nothing any more', async () => {
    await open({ sweepInterval: 1_000 });
    await bench.apply(hello);
    await bench.engine.stop();
    const id = await bench.run('hello');
    await bench.seconds(3);
    expect((await bench.show(id)).status).toBe('pending');
    expect(bench.engine.busy()).toBe(false);
  });
});

describe('the sweep', () => {
  it('finds an instance whose ring was lost', async () => {
    let lost = 1;
    const backend = broken(({ doorbell }) => ({
      doorbell: {
        ...doorbell,
        listen: ({ concurrency, answer }) =>
          doorbell.listen({
            concurrency,
            answer: async (instance) => (lost-- > 0 ? undefined : answer(instance)),
          }),
      },
    }));
    await open({ backend, sweepInterval: 1_000 });
    await bench.apply(hello);
    const id = await bench.run('hello');
    await bench.engine.idle();
    expect((await bench.show(id)).status).toBe('pending');
    await bench.seconds(2);
    expect((await bench.show(id)).status).toBe('completed');
  });

  it('goes on after the store was away, and says so once', async () => {
    let away = false;
    const backend = broken(({ doorbell }) => ({
      doorbell: {
        ...doorbell,
        async sweep(request) {
          if (away) throw unreachable();
          return doorbell.sweep(request);
        },
      },
    }));
    await open({ backend, sweepInterval: 1_000 });
    away = true;
    await bench.seconds(5);
    expect(bench.logged.map(({ message }) => message)).toEqual(['the store could not be swept']);
  });
});

describe('a sweep that cannot ring', () => {
  it('takes effects over and fires timers all the same', async () => {
    const backend = broken(({ doorbell }) => ({
      doorbell: {
        ...doorbell,
        async sweep() {
          throw unreachable();
        },
      },
    }));
    const [first, second] = [manualActivity(), manualActivity()];
    await open({ backend, activities: [first] });
    await bench.apply(caller, workflow('sleeper', 'do:\n  - nap: { wait: PT2S }'));
    await bench.run('caller');
    const sleeper = await bench.run('sleeper');
    await until(() => first.calls.length === 1);
    await bench.engine.stop();
    await join({ activities: [second] });
    await bench.seconds(3);
    expect(second.calls).toHaveLength(1);
    expect((await bench.show(sleeper)).status).toBe('completed');
  });
});

describe('a sweep that cannot take over', () => {
  it('rings all the same', async () => {
    let lost = 1;
    const backend = broken(({ doorbell, effects }) => ({
      effects: {
        ...effects,
        async takeExpired() {
          throw unreachable();
        },
      },
      doorbell: {
        ...doorbell,
        listen: ({ concurrency, answer }) =>
          doorbell.listen({
            concurrency,
            answer: async (instance) => (lost-- > 0 ? undefined : answer(instance)),
          }),
      },
    }));
    await open({ backend, sweepInterval: 1_000 });
    await bench.apply(hello);
    const id = await bench.run('hello');
    await bench.seconds(3);
    expect((await bench.show(id)).status).toBe('completed');
    expect(bench.logged.map(({ message }) => message)).toEqual(['no effects could be taken over']);
  });
});

describe('a turn', () => {
  it('that meets another one goes on from the other one’s state', async () => {
    let conflicts = 3;
    const backend = broken(({ instances }) => ({
      instances: {
        ...instances,
        commit: async (turn) => (conflicts-- > 0 ? 'conflict' : instances.commit(turn)),
      },
    }));
    await open({ backend });
    await bench.apply(hello);
    const id = await bench.run('hello');
    await bench.engine.idle();
    expect((await bench.show(id)).status).toBe('completed');
    expect((await bench.backend.history.read({ instance: id, after: 0 })).at(-1)?.type).toBe(
      'instance.completed',
    );
  });

  it('that fails again and again faults the instance in the end', async () => {
    await open({
      sweepInterval: 1_000,
      compile: () => {
        throw new Error('a bug');
      },
    });
    await bench.apply(hello);
    const definition = { namespace: 'test', name: 'hello', version: '1.0.0' };
    await bench.backend.instances.create({ id: 'i', definition, input: {}, now: start });
    await bench.engine.idle();
    await bench.seconds(3);
    expect((await bench.show('i')).status).toBe('pending');
    await bench.seconds(2);
    expect(await bench.show('i')).toMatchObject({ status: 'faulted', error: { detail: 'a bug' } });
    expect(bench.logged.filter(({ instance }) => instance === 'i')).toHaveLength(5);
  });

  it('on a store that is away is tried for as long as that lasts', async () => {
    let failures = 10;
    const backend = broken(({ instances }) => ({
      instances: {
        ...instances,
        async commit(turn) {
          if (failures-- > 0) throw unreachable();
          return instances.commit(turn);
        },
      },
    }));
    await open({ backend, sweepInterval: 1_000 });
    await bench.apply(hello);
    const id = await bench.run('hello');
    await bench.seconds(12);
    expect((await bench.show(id)).status).toBe('completed');
  });
});

describe('a definition that does not compile any more', () => {
  it('costs its own events only', async () => {
    const { compileStored } = await import('../../src/definitions/index.ts');
    await open({
      compile(stored) {
        if (stored.name === 'damaged') throw new Error('damaged');
        return compileStored(stored);
      },
    });
    const on = 'schedule: { on: { one: { with: { type: order } } } }\ndo:\n  - a: { set: { n: 1 } }';
    await bench.apply(workflow('damaged', on), workflow('sound', on));
    await bench.send('order', {});
    await bench.engine.idle();
    expect(
      (await bench.backend.instances.list({ limit: 9 })).map(({ definition }) => definition.name),
    ).toEqual(['sound']);
    expect(bench.logged).toMatchObject([
      { level: 'error', message: expect.stringContaining('test/damaged:1.0.0') },
    ]);
  });
});

describe('an engine that was not started', () => {
  it('takes events in and starts instances for others to run', async () => {
    bench = new Workbench();
    await bench.apply(hello);
    const id = await bench.run('hello');
    await bench.send('order', {});
    expect((await bench.show(id)).status).toBe('pending');
    const worker = await join();
    await worker.idle();
    expect((await bench.show(id)).status).toBe('completed');
  });
});
