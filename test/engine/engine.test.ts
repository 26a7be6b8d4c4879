import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workbench, workflow } from './workbench.ts';

let bench: Workbench;

beforeEach(async () => {
  bench = new Workbench();
  await bench.engine.start();
});

afterEach(async () => {
  await bench.engine.stop();
  await bench.backend.close();
});

describe('an engine', () => {
  it('runs an instance to its end', async () => {
    await bench.apply(workflow('hello', 'do:\n  - greet: { set: { text: \'${ "Hello \\(.name)" }\' } }'));
    const id = await bench.run('hello', { name: 'Ada' });
    await bench.engine.idle();
    expect(await bench.show(id)).toMatchObject({ status: 'completed', output: { text: 'Hello Ada' } });
    expect(bench.logged).toEqual([]);
  });

  it('is idle only when every instance has had its turn, however many there are', async () => {
    await bench.apply(workflow('hello', 'do:\n  - a: { set: { n: 1 } }'));
    const ids = await Promise.all(Array.from({ length: 1_000 }, () => bench.run('hello')));
    await bench.engine.idle();
    const instances = await Promise.all(ids.map((id) => bench.show(id)));
    expect(instances.filter(({ status }) => status !== 'completed')).toEqual([]);
  });

  it('refuses to start a workflow that is not there', async () => {
    await expect(bench.run('nobody')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('starts the latest version, by number', async () => {
    await bench.apply(
      workflow('hello', 'do:\n  - a: { set: { version: 9 } }', '1.9.0'),
      workflow('hello', 'do:\n  - a: { set: { version: 10 } }', '1.10.0'),
    );
    const id = await bench.run('hello');
    await bench.engine.idle();
    expect((await bench.show(id)).output).toEqual({ version: 10 });
  });

  it('starts the latest version as soon as it is applied', async () => {
    await bench.apply(workflow('hello', 'do:\n  - a: { set: { version: 1 } }', '1.0.0'));
    await bench.run('hello');
    await bench.apply(workflow('hello', 'do:\n  - a: { set: { version: 2 } }', '2.0.0'));
    expect((await bench.show(await bench.run('hello'))).definition.version).toBe('2.0.0');
  });

  it('runs what was applied in place of what was deleted', async () => {
    const id = { namespace: 'test', name: 'hello', version: '1.0.0' };
    await bench.apply(workflow('hello', 'do:\n  - a: { set: { text: old } }'));
    await bench.run('hello');
    await bench.engine.idle();
    await bench.backend.definitions.remove(id);
    await bench.apply(workflow('hello', 'do:\n  - a: { set: { text: new } }'));
    const instance = await bench.run('hello');
    await bench.engine.idle();
    expect((await bench.show(instance)).output).toEqual({ text: 'new' });
  });

  it('faults an instance whose workflow is gone, and says so', async () => {
    await bench.apply(workflow('hello', 'do:\n  - a: { wait: PT1S }'));
    const id = await bench.run('hello');
    await bench.engine.idle();
    await bench.backend.definitions.remove({ namespace: 'test', name: 'hello', version: '1.0.0' });
    await bench.pass(1_000);
    expect(await bench.show(id)).toMatchObject({
      status: 'faulted',
      frames: {},
      error: { status: 500, detail: expect.stringContaining('test/hello:1.0.0 is not stored') },
    });
    expect(bench.logged).toMatchObject([{ level: 'error', instance: id }]);
  });
});

describe('the timers of an engine', () => {
  it('go off when they are due, not before', async () => {
    await bench.apply(workflow('sleeper', 'do:\n  - nap: { wait: PT1H }'));
    const id = await bench.run('sleeper');
    await bench.engine.idle();
    await bench.pass(3_599_999);
    expect((await bench.show(id)).status).toBe('waiting');
    await bench.pass(1);
    expect((await bench.show(id)).status).toBe('completed');
  });

  it('go off in the order of their times, the earliest set last', async () => {
    await bench.apply(workflow('sleeper', "do:\n  - nap: { wait: '${ .duration }' }"));
    const late = await bench.run('sleeper', { duration: 'PT2S' });
    await bench.engine.idle();
    const early = await bench.run('sleeper', { duration: 'PT1S' });
    await bench.engine.idle();
    await bench.pass(1_000);
    expect([(await bench.show(early)).status, (await bench.show(late)).status]).toEqual([
      'completed',
      'waiting',
    ]);
    await bench.pass(1_000);
    expect((await bench.show(late)).status).toBe('completed');
  });

  it('that came due while nobody worked go off at the start', async () => {
    await bench.apply(workflow('sleeper', 'do:\n  - nap: { wait: PT1S }'));
    const id = await bench.run('sleeper');
    await bench.engine.idle();
    await bench.engine.stop();
    bench.clock.advanceTo(bench.clock.now() + 5_000);
    const next = bench.engineWith();
    await next.start();
    await next.idle();
    expect((await bench.show(id)).status).toBe('completed');
    await next.stop();
  });
});

describe('events', () => {
  const starter = workflow(
    'orders',
    'schedule:\n  on: { one: { with: { type: order } } }\ndo:\n  - keep: { set: { got: "${ $workflow.input }" } }',
  );

  it('start the workflows that they are for', async () => {
    await bench.apply(starter);
    await bench.send('order', { orderNo: 'A-1' });
    await bench.send('other', {});
    await bench.engine.idle();
    expect(await bench.instancesOf('orders')).toMatchObject([{ output: { got: [{ orderNo: 'A-1' }] } }]);
  });

  it('start nothing the second time', async () => {
    await bench.apply(starter);
    expect(await bench.send('order', {}, { id: 'same' })).toBe('accepted');
    expect(await bench.send('order', {}, { id: 'same' })).toBe('duplicate');
    await bench.engine.idle();
    expect(await bench.instancesOf('orders')).toHaveLength(1);
  });

  it('start only the latest version', async () => {
    await bench.apply(starter, starter.replace('1.0.0', '1.1.0'));
    await bench.send('order', {});
    await bench.engine.idle();
    expect((await bench.instancesOf('orders')).map(({ definition }) => definition.version)).toEqual([
      '1.1.0',
    ]);
  });

  it('start nothing when the latest version has no trigger any more', async () => {
    await bench.apply(starter, workflow('orders', 'do:\n  - a: { set: { n: 1 } }', '1.1.0'));
    await bench.send('order', {});
    await bench.engine.idle();
    expect(await bench.instancesOf('orders')).toEqual([]);
  });

  it('start one instance however many triggers match', async () => {
    const on = 'schedule:\n  on: { any: [ { with: { type: order } }, { with: { source: /test } } ] }';
    await bench.apply(workflow('orders', `${on}\ndo:\n  - a: { set: { n: 1 } }`));
    await bench.send('order', {});
    await bench.engine.idle();
    expect(await bench.instancesOf('orders')).toHaveLength(1);
  });

  const listener = workflow(
    'payer',
    [
      'do:',
      '  - hold: { wait: PT1S }',
      '  - pay:',
      '      listen:',
      '        to:',
      '          one:',
      '            with: { type: paid }',
      '            correlate: { order: { from: .orderNo, expect: "${ $workflow.input.orderNo }" } }',
    ].join('\n'),
  );

  it('reach the instances they correlate with', async () => {
    await bench.apply(listener);
    const first = await bench.run('payer', { orderNo: 'A-1' });
    const second = await bench.run('payer', { orderNo: 'A-2' });
    await bench.engine.idle();
    await bench.pass(1_000);
    await bench.send('paid', { orderNo: 'A-2' });
    await bench.engine.idle();
    expect([(await bench.show(first)).status, (await bench.show(second)).status]).toEqual([
      'waiting',
      'completed',
    ]);
  });

  it('that come before the listen are kept for it', async () => {
    await bench.apply(listener);
    const id = await bench.run('payer', { orderNo: 'A-1' });
    await bench.engine.idle();
    await bench.send('paid', { orderNo: 'A-1', early: true });
    await bench.engine.idle();
    await bench.pass(1_000);
    expect(await bench.show(id)).toMatchObject({
      status: 'completed',
      output: [{ orderNo: 'A-1', early: true }],
    });
  });

  it('are published in the order they are emitted', async () => {
    const emits = ['a', 'b', 'c', 'd'].map(
      (type) => `  - ${type}: { emit: { event: { with: { type: ${type} } } } }`,
    );
    await bench.apply(workflow('emitter', `do:\n${emits.join('\n')}`));
    await bench.run('emitter');
    await bench.engine.idle();
    const events = await bench.backend.events.list({ limit: 10 });
    expect(events.map(({ event }) => event.type)).toEqual(['d', 'c', 'b', 'a']);
  });

  it('of one workflow start another', async () => {
    await bench.apply(
      starter,
      workflow('emitter', 'do:\n  - a: { emit: { event: { with: { type: order, data: { n: 1 } } } } }'),
    );
    await bench.run('emitter');
    await bench.engine.idle();
    expect(await bench.instancesOf('orders')).toMatchObject([{ output: { got: [{ n: 1 }] } }]);
  });
});

describe('cancelling', () => {
  it('ends an instance that waits', async () => {
    await bench.apply(workflow('sleeper', 'do:\n  - nap: { wait: PT1H }'));
    const id = await bench.run('sleeper');
    await bench.engine.idle();
    await bench.engine.cancel({ instance: id, reason: 'changed my mind' });
    await bench.engine.idle();
    expect((await bench.show(id)).status).toBe('cancelled');
    expect(await bench.backend.doorbell.nextTimer()).toBeUndefined();
  });

  it('is refused for an instance that is not there', async () => {
    await expect(bench.engine.cancel({ instance: 'nobody' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is refused for an instance that has ended', async () => {
    await bench.apply(workflow('hello', 'do:\n  - a: { set: { n: 1 } }'));
    const id = await bench.run('hello');
    await bench.engine.idle();
    await expect(bench.engine.cancel({ instance: id })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('completed'),
    });
  });
});
