import { afterEach, describe, expect, it } from 'vitest';
import type { Engine, EngineOptions } from '../../src/engine/index.ts';
import { WorkflowError } from '../../src/problem/problem.ts';
import { manualActivity, until, Workbench, workflow } from './workbench.ts';

const starter = workflow(
  'starter',
  'do:\n  - go: { run: { shell: { command: "true" }, await: false } }\n  - next: { set: { done: true } }',
);

const engines: Engine[] = [];
let bench: Workbench;

function processes() {
  return Object.assign(manualActivity(), { kind: 'run shell' });
}

async function open(options: Partial<EngineOptions> = {}) {
  const activity = processes();
  bench = new Workbench({ activities: [activity], ...options });
  engines.push(bench.engine);
  await bench.engine.start();
  await bench.apply(starter);
  return activity;
}

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
  await bench.backend.close();
});

const warnings = () => bench.logged.filter(({ level }) => level === 'warn');

describe('K19 a process that nobody waits for', () => {
  it('goes on after its instance has completed, and its end is logged', async () => {
    const activity = await open();
    const id = await bench.run('starter');
    await until(async () => (await bench.show(id)).status === 'completed');
    await until(() => activity.calls.length === 1);
    expect((await bench.show(id)).output).toEqual({ done: true });
    activity.calls[0]?.resolve('out');
    await bench.engine.idle();
    expect(bench.logged).toMatchObject([{ level: 'info', message: expect.stringContaining('has ended') }]);
    expect((await bench.show(id)).output).toEqual({ done: true });
  });

  it('that fails is logged without secrets, and changes nothing', async () => {
    const activity = await open({ secrets: { pin: 's3cr3t' } });
    const id = await bench.run('starter');
    await until(() => activity.calls.length === 1);
    activity.calls[0]?.reject(WorkflowError.of('runtime', 'Failed', 'wrong: s3cr3t'));
    await bench.engine.idle();
    expect(warnings()).toMatchObject([{ instance: id, error: { message: 'wrong: ***' } }]);
    expect((await bench.show(id)).status).toBe('completed');
  });

  it('is not stopped when its instance is cancelled', async () => {
    const activity = await open();
    await bench.apply(
      starter.replace('name: starter', 'name: slow').replace('set: { done: true }', 'wait: PT1H'),
    );
    const id = await bench.run('slow');
    await until(() => activity.calls.length === 1);
    await bench.engine.cancel({ instance: id });
    await until(async () => (await bench.show(id)).status === 'cancelled');
    expect(activity.calls[0]?.signal.aborted).toBe(false);
    activity.calls[0]?.resolve(null);
    await bench.engine.idle();
  });

  it('is run by the process that committed it, however busy that is', async () => {
    const activity = await open({ concurrency: { turns: 8, activities: 1 } });
    for (let count = 0; count < 6; count++) await bench.run('starter');
    for (let count = 0; count < 6; count++) {
      await until(() => activity.calls.length === count + 1);
      activity.calls[count]?.resolve(null);
    }
    await bench.engine.idle();
    expect(activity.calls).toHaveLength(6);
    expect(warnings()).toEqual([]);
  });

  it('is stopped with its process, and never run again', async () => {
    const first = await open();
    await bench.run('starter');
    await until(() => first.calls.length === 1);
    await bench.engine.stop();
    expect(first.calls[0]?.signal.aborted).toBe(true);

    const second = processes();
    const engine = bench.engineWith({ activities: [second], sweepInterval: 1_000 });
    engines.push(engine);
    await engine.start();
    await bench.seconds(5);
    await engine.idle();
    expect(second.calls).toEqual([]);
    expect(warnings()).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('is not repeated') }),
    );
    const left = await bench.backend.effects.takeExpired({
      now: bench.clock.now() + 60_000,
      lease: { owner: 'test', from: bench.clock.now(), duration: 0 },
      limit: 10,
    });
    expect(left).toEqual([]);
  });
});
