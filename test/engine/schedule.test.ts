import { afterEach, describe, expect, it } from 'vitest';
import { type Backend, createMemoryBackend } from '../../src/backend/index.ts';
import { newCloudEvent } from '../../src/events/index.ts';
import { start, Workbench, workflow } from './workbench.ts';

const hour = 60 * 60 * 1000;
const body = 'do:\n  - keep: { set: { got: "${ $workflow.input }" } }';

let bench: Workbench;

/** Starts an engine on a store that has the workflow `job` with this schedule. */
async function open(schedule: string): Promise<void> {
  bench = new Workbench();
  await bench.apply(workflow('job', `schedule: ${schedule}\n${body}`));
  await bench.engine.start();
  await bench.engine.idle();
}

/** Inputs of the instances of the workflow, in the order of their text: some start at the same time. */
async function inputs() {
  const found = (await bench.instancesOf('job')).map(({ input }) => input);
  return found.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

async function startTimes() {
  return (await bench.instancesOf('job')).map(({ startedAt }) => startedAt - start).reverse();
}

afterEach(async () => {
  await bench.engine.stop();
  await bench.backend.close();
});

describe('schedule by the clock', () => {
  it('H1 every: starts an instance at each interval after it was applied', async () => {
    await open('{ every: { hours: 1 } }');
    expect(await startTimes()).toEqual([]);
    for (let passed = 0; passed < 3; passed++) await bench.pass(hour);
    expect(await startTimes()).toEqual([hour, 2 * hour, 3 * hour]);
    expect(await inputs()).toEqual([{}, {}, {}]);
  });

  it('H1 every: ticks that passed while nobody worked count as one, and the rhythm stays', async () => {
    await open('{ every: PT1H }');
    await bench.pass(5.5 * hour);
    await bench.pass(0.5 * hour);
    expect(await startTimes()).toEqual([5.5 * hour, 6 * hour]);
  });

  it('H1 every: months follow the calendar', async () => {
    await open('{ every: P1M }');
    const days = 24 * hour;
    await bench.pass(31 * days);
    await bench.pass(27 * days);
    expect(await startTimes()).toEqual([31 * days]);
    await bench.pass(1 * days);
    expect(await startTimes()).toEqual([31 * days, 59 * days]);
  });

  it('H1 every: after a short month the last day is the last day again', async () => {
    bench = new Workbench();
    const days = 24 * hour;
    bench.clock.advanceTo(start + 30 * days);
    await bench.apply(workflow('job', `schedule: { every: P1M }\n${body}`));
    await bench.engine.start();
    await bench.engine.idle();
    for (let passed = 0; passed < 60; passed++) await bench.pass(days);
    const started = (await startTimes()).map((time) => new Date(start + time).toISOString().slice(0, 10));
    expect(started).toEqual(['2026-02-28', '2026-03-31']);
  });

  it('has a log that does not grow with its ticks', async () => {
    await open('{ every: PT1H }');
    for (let passed = 0; passed < 10; passed++) await bench.pass(hour);
    const [schedule] = await bench.instancesOf('job~schedule');
    const history = await bench.backend.history.read({ instance: schedule?.id ?? '', after: 0 });
    expect(history.map(({ type }) => type)).toEqual(['instance.started']);
    expect(JSON.stringify(schedule).length).toBeLessThan(1_000);
  });

  it('H1 every: an instance that still runs keeps no other from starting', async () => {
    bench = new Workbench();
    await bench.apply(workflow('job', 'schedule: { every: PT1H }\ndo: [{ rest: { wait: PT10H } }]'));
    await bench.engine.start();
    await bench.engine.idle();
    await bench.pass(hour);
    await bench.pass(hour);
    expect((await bench.instancesOf('job')).map(({ status }) => status)).toEqual(['waiting', 'waiting']);
  });

  it('H2 cron: starts an instance whenever the expression says', async () => {
    await open('{ cron: "30 */2 * * *" }');
    for (let passed = 0; passed < 10; passed++) await bench.pass(hour / 2);
    expect(await startTimes()).toEqual([0.5 * hour, 2.5 * hour, 4.5 * hour]);
  });

  it('H2 cron: has seconds and a zone if asked to', async () => {
    await open('{ cron: "CRON_TZ=Europe/Berlin 15 0 2 * * *" }');
    await bench.pass(hour + 14_000);
    expect(await startTimes()).toEqual([]);
    await bench.pass(1_000);
    expect(await startTimes()).toEqual([hour + 15_000]);
  });

  it('H3 after: runs at once, and again that long after each end', async () => {
    bench = new Workbench();
    await bench.apply(workflow('job', 'schedule: { after: PT1H }\ndo: [{ rest: { wait: PT10M } }]'));
    await bench.engine.start();
    await bench.engine.idle();
    for (let passed = 0; passed < 24; passed++) await bench.pass(hour / 12);
    expect(await startTimes()).toEqual([0, 7 * (hour / 6)]);
  });

  it('H3 after: goes on after a fault', async () => {
    bench = new Workbench();
    const failing = 'do: [{ fail: { raise: { error: { type: "https://x.example/e", status: 500 } } } }]';
    await bench.apply(workflow('job', `schedule: { after: PT1H }\n${failing}`));
    await bench.engine.start();
    await bench.engine.idle();
    await bench.pass(hour);
    expect((await bench.instancesOf('job')).map(({ status }) => status)).toEqual(['faulted', 'faulted']);
  });

  it('counts ticks from when it was applied, though nobody worked then', async () => {
    bench = new Workbench();
    await bench.apply(workflow('job', `schedule: { every: PT1H }\n${body}`));
    bench.clock.advanceTo(start + 2.5 * hour);
    await bench.engine.start();
    await bench.engine.idle();
    await bench.pass(0.5 * hour);
    expect(await startTimes()).toEqual([2.5 * hour, 3 * hour]);
  });

  it('cannot be cancelled like an instance of the workflow', async () => {
    await open('{ every: PT1H }');
    const [schedule] = await bench.instancesOf('job~schedule');
    await expect(bench.engine.cancel({ instance: schedule?.id ?? '' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await bench.pass(hour);
    expect(await startTimes()).toEqual([hour]);
  });

  it('goes on where it was after a restart', async () => {
    await open('{ every: PT1H }');
    await bench.pass(0.5 * hour);
    await bench.engine.stop();
    const engine = bench.engineWith();
    await engine.start();
    bench.clock.advanceTo(start + hour);
    await engine.idle();
    await engine.stop();
    expect(await startTimes()).toEqual([hour]);
  });
});

describe('a new version', () => {
  it('takes the schedule over from the old one', async () => {
    await open('{ every: PT1H }');
    await bench.apply(workflow('job', `schedule: { every: PT2H }\n${body}`, '1.1.0'));
    await bench.send('anything', {});
    await bench.engine.idle();
    for (let passed = 0; passed < 4; passed++) await bench.pass(hour);
    const versions = (await bench.instancesOf('job')).map(({ definition }) => definition.version);
    expect(versions).toEqual(['1.1.0', '1.1.0']);
    const schedules = await bench.instancesOf('job~schedule');
    expect(schedules.map(({ status }) => status).sort()).toEqual(['cancelled', 'waiting']);
  });

  it('without a schedule ends the old one', async () => {
    await open('{ every: PT1H }');
    await bench.apply(workflow('job', body, '1.1.0'));
    await bench.send('anything', {});
    await bench.pass(3 * hour);
    expect(await startTimes()).toEqual([]);
  });

  it('that is deleted gives the schedule back', async () => {
    await open('{ every: PT1H }');
    const newer = { namespace: 'test', name: 'job', version: '1.1.0' };
    await bench.apply(workflow('job', body, '1.1.0'));
    await bench.send('anything', {});
    await bench.backend.definitions.remove(newer);
    await bench.send('anything', {});
    await bench.pass(hour);
    expect((await bench.instancesOf('job')).map(({ definition }) => definition.version)).toEqual(['1.0.0']);
  });

  it('leaves alone what the old one runs', async () => {
    bench = new Workbench();
    const resting = 'schedule: { after: PT1H }\ndo: [{ rest: { wait: PT10M } }]';
    await bench.apply(workflow('job', resting));
    await bench.engine.start();
    await bench.engine.idle();
    await bench.apply(workflow('job', resting, '1.1.0'));
    await bench.send('anything', {});
    await bench.engine.idle();
    await bench.pass(hour / 6);
    expect((await bench.instancesOf('job')).map(({ status }) => status)).toEqual(['completed', 'completed']);
  });

  it('does not begin anew when an older one is deleted', async () => {
    await open('{ every: PT1H }');
    await bench.apply(workflow('job', `schedule: { every: PT2H }\n${body}`, '1.1.0'));
    await bench.send('anything', {});
    await bench.pass(hour);
    await bench.backend.definitions.remove({ namespace: 'test', name: 'job', version: '1.0.0' });
    await bench.send('anything', {});
    await bench.pass(hour);
    expect(await startTimes()).toEqual([2 * hour]);
  });

  it('is not needed to end the schedule of a deleted workflow', async () => {
    await open('{ every: PT1H }');
    await bench.backend.definitions.remove({ namespace: 'test', name: 'job', version: '1.0.0' });
    await bench.pass(2 * hour);
    expect(await startTimes()).toEqual([]);
    expect((await bench.instancesOf('job~schedule')).map(({ status }) => status)).toEqual(['faulted']);
  });
});

describe('schedule on several events', () => {
  const both = '{ on: { all: [ { with: { type: paid } }, { with: { type: packed } } ] } }';

  it('H4 all: starts an instance when each filter has had its event', async () => {
    await open(both);
    await bench.send('packed', { box: 1 });
    await bench.engine.idle();
    expect(await inputs()).toEqual([]);
    await bench.send('paid', { sum: 9 });
    await bench.engine.idle();
    expect(await inputs()).toEqual([[{ box: 1 }, { sum: 9 }]]);
  });

  it('H4 all: uses each event once, the oldest first', async () => {
    await open(both);
    for (const n of [1, 2]) await bench.send('packed', n);
    for (const n of [1, 2]) await bench.send('paid', n);
    await bench.engine.idle();
    expect(await inputs()).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  const correlated = `{ on: { all: [
    { with: { type: paid }, correlate: { order: { from: .data.order } } },
    { with: { type: packed }, correlate: { order: { from: .data.order } } } ] } }`;

  it('H4 correlate: collects events that belong together, however they mix', async () => {
    await open(correlated);
    for (const order of [1, 2, 3]) await bench.send('paid', { order });
    for (const order of [3, 1]) await bench.send('packed', { order });
    await bench.engine.idle();
    expect(await inputs()).toEqual([
      [{ order: 1 }, { order: 1 }],
      [{ order: 3 }, { order: 3 }],
    ]);
  });

  it('H4 correlate: an event without the value belongs to nobody', async () => {
    await open('{ on: { one: { with: { type: paid }, correlate: { order: { from: .data.order } } } } }');
    await bench.send('paid', {});
    await bench.send('paid', { order: 7 });
    await bench.engine.idle();
    expect(await inputs()).toEqual([[{ order: 7 }]]);
  });

  it('H4 correlate: a constant is expected of every event', async () => {
    const filter = '{ with: { type: paid }, correlate: { shop: { from: .data.shop, expect: \'"north"\' } } }';
    await open(`{ on: { one: ${filter} } }`);
    for (const shop of ['south', 'north']) await bench.send('paid', { shop });
    await bench.engine.idle();
    expect(await inputs()).toEqual([[{ shop: 'north' }]]);
  });

  it('H4 until: collects until an expression over the events holds, then begins anew', async () => {
    await open("{ on: { any: [ { with: { type: item } } ], until: '(. | length) == 2' } }");
    for (const n of [1, 2, 3, 4, 5]) await bench.send('item', n);
    await bench.engine.idle();
    expect(await inputs()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('H4 until: collects until another event comes, which is not in the input', async () => {
    await open('{ on: { any: [ { with: { type: item } } ], until: { one: { with: { type: done } } } } }');
    await bench.send('done', 'nothing was open');
    for (const n of [1, 2]) await bench.send('item', n);
    await bench.send('done', {});
    await bench.engine.idle();
    expect(await inputs()).toEqual([[1, 2]]);
  });

  it('H5 read: gives envelopes if asked to', async () => {
    await open('{ on: { all: [ { with: { type: a } }, { with: { type: b } } ] }, read: envelope }');
    await bench.send('a', 1);
    await bench.send('b', 2);
    await bench.engine.idle();
    expect(await inputs()).toMatchObject([
      [
        { type: 'a', data: 1 },
        { type: 'b', data: 2 },
      ],
    ]);
  });

  it('gives up events that wait for the others for a day', async () => {
    await open(both);
    await bench.send('packed', 'old');
    await bench.engine.idle();
    await bench.pass(25 * hour);
    await bench.send('paid', 'new');
    await bench.send('packed', 'new');
    await bench.engine.idle();
    expect(await inputs()).toEqual([['new', 'new']]);
    const [schedule] = await bench.instancesOf('job~schedule');
    const history = await bench.backend.history.read({ instance: schedule?.id ?? '', after: 0 });
    expect(history.filter(({ type }) => type === 'event.dropped')).toMatchObject([
      { detail: { events: 1, reason: 'they waited for the others for a day' } },
    ]);
  });

  it('misses no event that comes before the schedule has begun to listen', async () => {
    bench = new Workbench();
    await bench.apply(workflow('job', `schedule: ${both}\n${body}`));
    await bench.send('packed', 1);
    await bench.send('paid', 2);
    await bench.engine.start();
    await bench.engine.idle();
    expect(await inputs()).toEqual([[1, 2]]);
  });

  it('misses none of many events that come before the schedule has begun to listen', async () => {
    bench = new Workbench();
    await bench.apply(workflow('job', `schedule: ${correlated}\n${body}`));
    const orders = Array.from({ length: 600 }, (_, order) => ({ order }));
    for (const order of orders) {
      await bench.send('paid', order);
      await bench.send('packed', order);
    }
    await bench.engine.start();
    await bench.engine.idle();
    expect(await bench.backend.instances.list({ name: 'job', limit: 1_000 })).toHaveLength(orders.length);
  });

  it('takes an event that fits several filters once', async () => {
    await open('{ on: { all: [ { with: { type: a } }, { with: { source: /test } } ] } }');
    await bench.send('a', 1);
    await bench.engine.idle();
    expect(await inputs()).toEqual([]);
    await bench.send('a', 2);
    await bench.engine.idle();
    expect(await inputs()).toEqual([[1, 2]]);
  });

  it('H4 until: an expression that fails does not hold, and costs no later event', async () => {
    await open("{ on: { any: [ { with: { type: item } } ], until: '.[-1].last' } }");
    await bench.send('item', 'a text has no members');
    await bench.send('item', { last: true });
    await bench.engine.idle();
    expect(await inputs()).toEqual([['a text has no members', { last: true }]]);
  });
});

describe('a schedule that has failed', () => {
  /** As a worker does that cannot advance it. */
  async function fail() {
    const [schedule] = await bench.instancesOf('job~schedule');
    const work = await bench.backend.instances.load(schedule?.id ?? '');
    if (work === undefined) throw new Error('there is no schedule');
    await bench.backend.instances.commit({
      instance: { ...work.instance, status: 'faulted', frames: {} },
      version: work.version,
      consumed: [],
      commands: {
        effects: { add: [], remove: [] },
        waits: { add: [], remove: [] },
        timers: { set: [], clear: [] },
      },
      history: [],
      lease: { owner: '', from: 0, duration: 0 },
    });
  }

  it('begins anew with the next worker, and the others respect that', async () => {
    await open('{ every: PT1H }');
    await fail();
    // Another process that begins: it answers no rings here, as this store has one listener.
    const event = newCloudEvent({ type: 'anything', source: '/test' }, { id: 'x', now: start });
    await bench.engineWith().accept(event);
    await bench.engine.idle();
    await bench.pass(hour);
    expect(await startTimes()).toEqual([hour]);
  });
});

describe('workers whose views of the definitions differ', () => {
  it('end no schedule that is current', async () => {
    const memory = createMemoryBackend();
    let slow: Promise<void> | undefined;
    const backend: Backend = {
      ...memory,
      definitions: {
        ...memory.definitions,
        async list() {
          const listed = await memory.definitions.list();
          await slow;
          return listed;
        },
      },
    };
    bench = new Workbench({ backend });
    await bench.apply(workflow('job', `schedule: { every: PT1H }\n${body}`));
    await bench.engine.start();
    await bench.engine.idle();
    let goOn: () => void = () => {};
    slow = new Promise((resolve) => {
      goOn = resolve;
    });
    await bench.apply(workflow('other', body));
    const first = bench.send('anything', {});
    for (let look = 0; look < 20; look++) await new Promise((resolve) => setImmediate(resolve));
    slow = undefined;
    await bench.apply(workflow('job', `schedule: { every: PT2H }\n${body}`, '1.1.0'));
    const second = bench.send('anything', {});
    for (let look = 0; look < 20; look++) await new Promise((resolve) => setImmediate(resolve));
    goOn();
    await Promise.all([first, second]);
    await bench.pass(2 * hour);
    expect((await bench.instancesOf('job')).map(({ definition }) => definition.version)).toEqual(['1.1.0']);
    expect(await bench.instancesOf('job~schedule')).toHaveLength(2);
  });
});
