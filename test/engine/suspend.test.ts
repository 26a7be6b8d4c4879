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
});
