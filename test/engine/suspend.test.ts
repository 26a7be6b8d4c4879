import { afterEach, describe, expect, it } from 'vitest';
import { manualActivity, until, Workbench, workflow } from './workbench.ts';

const minute = 60_000;

let bench: Workbench;

async function open(
  body: string,
): Promise<{ readonly id: string; readonly activity: ReturnType<typeof manualActivity> }> {
  const activity = manualActivity();
  bench = new Workbench({ activities: [activity] });
  await bench.apply(workflow('long', body));
  await bench.engine.start();
  const id = await bench.run('long');
  await settled();
  return { id, activity };
}

/** Waits for what is queued, though an activity may be under way. */
async function settled(): Promise<void> {
  for (let look = 0; look < 50; look++) await new Promise((resolve) => setImmediate(resolve));
}

async function suspend(id: string): Promise<void> {
  await bench.engine.suspend({ instance: id });
  await until(async () => (await bench.show(id)).status === 'suspended');
}

async function resume(id: string): Promise<void> {
  await bench.engine.resume({ instance: id });
  await settled();
}

async function pass(milliseconds: number): Promise<void> {
  bench.clock.advanceTo(bench.clock.now() + milliseconds);
  await settled();
}

afterEach(async () => {
  await bench.engine.stop();
  await bench.backend.close();
});

describe('a suspended instance', () => {
  it('lets its timers stand still', async () => {
    const { id } = await open('do: [{ rest: { wait: PT10M } }]');
    await pass(4 * minute);
    await suspend(id);
    await pass(60 * minute);
    expect((await bench.show(id)).status).toBe('suspended');
    await resume(id);
    await pass(5 * minute);
    expect((await bench.show(id)).status).toBe('waiting');
    await pass(1 * minute);
    expect((await bench.show(id)).status).toBe('completed');
  });

  it('does not time out', async () => {
    const { id } = await open('timeout: { after: PT10M }\ndo: [{ rest: { wait: PT5M } }]');
    await suspend(id);
    await pass(60 * minute);
    await resume(id);
    await pass(5 * minute);
    expect((await bench.show(id)).status).toBe('completed');
  });

  it('does not use up the time that retries have in all', async () => {
    const failing = 'try: [{ fail: { raise: { error: { type: "https://x.example/e", status: 500 } } } }]';
    const retry = 'catch: { retry: { delay: PT4M, limit: { duration: PT10M } } }';
    const { id } = await open(`do: [{ again: { ${failing}, ${retry} } }]`);
    await suspend(id);
    await pass(60 * minute);
    await resume(id);
    await pass(4 * minute);
    expect((await bench.show(id)).status).toBe('waiting');
    await pass(4 * minute);
    expect((await bench.show(id)).status).toBe('faulted');
  });

  it('takes events when it is resumed', async () => {
    const { id } = await open('do: [{ hear: { listen: { to: { one: { with: { type: news } } } } } }]');
    await suspend(id);
    await bench.send('news', { n: 1 });
    await settled();
    expect((await bench.show(id)).status).toBe('suspended');
    await resume(id);
    expect((await bench.show(id)).output).toEqual([{ n: 1 }]);
  });

  it('takes the result of a call when it is resumed', async () => {
    const call = '{ call: http, with: { method: get, endpoint: "https://example.com/" } }';
    const { id, activity } = await open(`do: [{ ask: ${call} }]`);
    await until(() => activity.calls.length === 1);
    await suspend(id);
    expect(activity.calls[0]?.signal.aborted).toBe(false);
    activity.calls[0]?.resolve({ answer: 42 });
    await settled();
    expect((await bench.show(id)).status).toBe('suspended');
    await resume(id);
    expect((await bench.show(id)).output).toEqual({ answer: 42 });
  });

  it('can be cancelled, and its call is aborted', async () => {
    const call = '{ call: http, with: { method: get, endpoint: "https://example.com/" } }';
    const { id, activity } = await open(`do: [{ ask: ${call} }]`);
    await until(() => activity.calls.length === 1);
    await suspend(id);
    await bench.engine.cancel({ instance: id });
    await settled();
    expect((await bench.show(id)).status).toBe('cancelled');
    expect(activity.calls[0]?.signal.aborted).toBe(true);
  });

  it('can be suspended and resumed again and again', async () => {
    const { id } = await open('do: [{ rest: { wait: PT10M } }]');
    for (let round = 0; round < 3; round++) {
      await suspend(id);
      await pass(60 * minute);
      await resume(id);
      await pass(3 * minute);
    }
    expect((await bench.show(id)).status).toBe('waiting');
    await pass(1 * minute);
    expect((await bench.show(id)).status).toBe('completed');
  });

  it('keeps a timer that came due between the two, in one turn', async () => {
    const { id } = await open('do: [{ rest: { wait: PT10M } }]');
    const at = (await bench.backend.doorbell.nextTimer()) ?? 0;
    await bench.engine.stop();
    const now = bench.clock.now();
    await bench.backend.instances.push({ instance: id, id: 'rest', stimulus: { kind: 'suspend' }, now });
    // Another worker, whose clock is ahead.
    await bench.backend.doorbell.fire(at);
    await bench.backend.instances.push({ instance: id, id: 'go on', stimulus: { kind: 'resume' }, now });
    const engine = bench.engineWith();
    await engine.start();
    await settled();
    await pass(10 * minute);
    expect((await bench.show(id)).status).toBe('completed');
    await engine.stop();
  });

  it('is not one that ended in the turn before it could rest', async () => {
    bench = new Workbench();
    await bench.apply(workflow('long', 'do: [{ a: { set: { x: 1 } } }]'));
    const id = await bench.run('long');
    await bench.backend.instances.push({
      instance: id,
      id: 'early',
      stimulus: { kind: 'suspend' },
      now: bench.clock.now(),
    });
    await bench.engine.start();
    await settled();
    expect((await bench.show(id)).status).toBe('completed');
  });

  it('is refused where there is none to suspend or resume', async () => {
    const { id } = await open('do: [{ rest: { wait: PT10M } }]');
    await expect(bench.engine.resume({ instance: id })).rejects.toMatchObject({ code: 'conflict' });
    await expect(bench.engine.suspend({ instance: 'nobody' })).rejects.toMatchObject({ code: 'not-found' });
    await bench.engine.cancel({ instance: id });
    await settled();
    await expect(bench.engine.suspend({ instance: id })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('says so in its log', async () => {
    const { id } = await open('do: [{ rest: { wait: PT10M } }]');
    await suspend(id);
    await resume(id);
    const entries = await bench.backend.history.read({ instance: id, after: 0 });
    expect(entries.map(({ type }) => type).slice(-4)).toEqual([
      'instance.suspended',
      'task.suspended',
      'instance.resumed',
      'task.resumed',
    ]);
  });

  it('says so once of a task that is extended', async () => {
    const extensions =
      '{ use: { extensions: [{ note: { extend: wait, before: [{ a: { set: { x: 1 } } }] } }] } }';
    const { id } = await open(`${extensions.slice(1, -1).trim()}\ndo: [{ rest: { wait: PT10M } }]`);
    await suspend(id);
    const entries = await bench.backend.history.read({ instance: id, after: 0 });
    expect(entries.filter(({ type }) => type === 'task.suspended').map(({ task }) => task)).toEqual([
      '/do/0/rest',
    ]);
  });

  it('runs a call again that a worker left when it died, and holds its result once', async () => {
    const call = '{ call: http, with: { method: get, endpoint: "https://example.com/" } }';
    const { id, activity } = await open(`do: [{ ask: ${call} }]`);
    await until(() => activity.calls.length === 1);
    await suspend(id);
    await bench.engine.stop();
    const again = manualActivity();
    const engine = bench.engineWith({ activities: [again], sweepInterval: 1_000 });
    await engine.start();
    await bench.seconds(5);
    expect(again.calls.map(({ key }) => key)).toEqual(activity.calls.map(({ key }) => key));
    again.calls[0]?.resolve({ answer: 42 });
    await settled();
    expect((await bench.show(id)).suspension?.held).toHaveLength(1);
    await engine.resume({ instance: id });
    await settled();
    expect((await bench.show(id)).output).toEqual({ answer: 42 });
    await engine.stop();
  });

  it('holds the end of a child workflow', async () => {
    bench = new Workbench();
    const child = '{ run: { workflow: { namespace: test, name: child, version: latest } } }';
    await bench.apply(
      workflow('child', 'do: [{ rest: { wait: PT1M } }, { say: { set: { x: 1 } } }]'),
      workflow('parent', `do: [{ wait: ${child} }]`),
    );
    await bench.engine.start();
    const id = await bench.run('parent');
    await settled();
    await suspend(id);
    await pass(minute);
    expect((await bench.instancesOf('child')).map(({ status }) => status)).toEqual(['completed']);
    expect((await bench.show(id)).status).toBe('suspended');
    await resume(id);
    expect((await bench.show(id)).output).toEqual({ x: 1 });
  });

  it('holds the fault of a call for its catch', async () => {
    const call = '{ call: http, with: { method: get, endpoint: "https://example.com/" } }';
    const { id, activity } = await open(
      `do: [{ t: { try: [{ ask: ${call} }], catch: { do: [{ c: { set: { caught: true } } }] } } }]`,
    );
    await until(() => activity.calls.length === 1);
    await suspend(id);
    activity.calls[0]?.reject(new Error('no'));
    await settled();
    expect((await bench.show(id)).status).toBe('suspended');
    await resume(id);
    expect((await bench.show(id)).output).toEqual({ caught: true });
  });

  it('is cancelled with its parent', async () => {
    bench = new Workbench();
    const child = '{ run: { workflow: { namespace: test, name: child, version: latest } } }';
    await bench.apply(
      workflow('child', 'do: [{ rest: { wait: PT1M } }]'),
      workflow('parent', `do: [{ wait: ${child} }]`),
    );
    await bench.engine.start();
    const id = await bench.run('parent');
    await settled();
    const [one] = await bench.instancesOf('child');
    await suspend(one?.id ?? '');
    await bench.engine.cancel({ instance: id });
    await settled();
    expect((await bench.show(one?.id ?? '')).status).toBe('cancelled');
  });

  it('that is suspended and cancelled in one turn is cancelled', async () => {
    const { id } = await open('do: [{ rest: { wait: PT10M } }]');
    await Promise.all([bench.engine.suspend({ instance: id }), bench.engine.cancel({ instance: id })]);
    await settled();
    expect((await bench.show(id)).status).toBe('cancelled');
    expect((await bench.show(id)).suspension).toBeUndefined();
  });

  it('takes what the branches of a fork were sent in order', async () => {
    const hear = (type: string) => `{ listen: { to: { one: { with: { type: ${type} } } } } }`;
    const { id } = await open(
      `do: [{ f: { fork: { branches: [{ a: ${hear('a')} }, { b: ${hear('b')} }] } } }]`,
    );
    await suspend(id);
    await bench.send('b', 2);
    await bench.send('a', 1);
    await settled();
    await resume(id);
    expect((await bench.show(id)).output).toEqual([[1], [2]]);
  });
});
