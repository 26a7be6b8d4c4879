import { afterEach, describe, expect, it } from 'vitest';
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

  it('takes an event that fits several filters once', async () => {
    await open('{ on: { all: [ { with: { type: a } }, { with: { source: /test } } ] } }');
    await bench.send('a', 1);
    await bench.engine.idle();
    expect(await inputs()).toEqual([]);
    await bench.send('a', 2);
    await bench.engine.idle();
    expect(await inputs()).toEqual([[1, 2]]);
  });
});
