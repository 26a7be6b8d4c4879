import { afterEach, describe, expect, it } from 'vitest';
import type { EngineOptions } from '../../src/engine/index.ts';
import { WorkflowError } from '../../src/problem/problem.ts';
import { manualActivity, until, Workbench, workflow } from './workbench.ts';

const call = '{ call: http, with: { method: get, endpoint: "https://example.com/" } }';
const caller = workflow('caller', `do:\n  - ask: ${call}`);

let bench: Workbench;

async function open(options: Partial<EngineOptions> = {}) {
  const activity = manualActivity();
  bench = new Workbench({ activities: [activity], ...options });
  await bench.engine.start();
  return activity;
}

afterEach(async () => {
  await bench.engine.stop();
  await bench.backend.close();
});

describe('an activity', () => {
  it('is given its key and gives its result to the instance', async () => {
    const activity = await open();
    await bench.apply(caller);
    const id = await bench.run('caller');
    await until(() => activity.calls.length === 1);
    expect((await bench.show(id)).status).toBe('running');
    expect(activity.calls[0]?.key).toMatch(new RegExp(`^${id}/do/0/ask~`));
    activity.calls[0]?.resolve({ statusCode: 200, answer: 42 });
    await bench.engine.idle();
    expect((await bench.show(id)).status).toBe('completed');
  });

  it('keeps the engine busy until it ends', async () => {
    const activity = await open();
    await bench.apply(caller);
    await bench.run('caller');
    await until(() => activity.calls.length === 1);
    let idle = false;
    const waited = bench.engine.idle().then(() => {
      idle = true;
    });
    expect([bench.engine.busy(), idle]).toEqual([true, false]);
    activity.calls[0]?.resolve({});
    await waited;
    expect(bench.engine.busy()).toBe(false);
  });

  it('that throws a workflow error faults its task with it', async () => {
    const activity = await open();
    await bench.apply(caller);
    const id = await bench.run('caller');
    await until(() => activity.calls.length === 1);
    activity.calls[0]?.reject(WorkflowError.of('communication', 'Not found', 'nobody there', 404));
    await bench.engine.idle();
    expect((await bench.show(id)).error).toMatchObject({ status: 404, detail: 'nobody there' });
  });

  it('that throws anything else is a runtime error without a stack', async () => {
    const activity = await open();
    await bench.apply(caller);
    const id = await bench.run('caller');
    await until(() => activity.calls.length === 1);
    activity.calls[0]?.reject(new TypeError('undefined is not a function'));
    await bench.engine.idle();
    const { error } = await bench.show(id);
    expect(error).toMatchObject({ status: 500, detail: 'undefined is not a function' });
    expect(JSON.stringify(error)).not.toContain('workbench');
  });

  it('that no process offers is a configuration error', async () => {
    await open({ activities: [] });
    await bench.apply(caller);
    const id = await bench.run('caller');
    await bench.engine.idle();
    expect((await bench.show(id)).error).toMatchObject({ detail: 'this process cannot run http' });
  });

  it('is aborted when its task times out', async () => {
    const activity = await open();
    await bench.apply(
      workflow('caller', `do:\n  - ask: ${call.replace(' }', ' }, timeout: { after: PT5S }')}`),
    );
    const id = await bench.run('caller');
    await until(() => activity.calls.length === 1);
    bench.clock.advanceTo(bench.clock.now() + 5_000);
    await bench.engine.idle();
    expect(activity.calls[0]?.signal.aborted).toBe(true);
    expect((await bench.show(id)).error).toMatchObject({ status: 408 });
  });

  it('is aborted when the instance is cancelled, and its late result changes nothing', async () => {
    const activity = await open();
    await bench.apply(caller);
    const id = await bench.run('caller');
    await until(() => activity.calls.length === 1);
    await bench.engine.cancel({ instance: id });
    await until(() => activity.calls[0]?.signal.aborted === true);
    activity.calls[0]?.resolve({});
    await bench.engine.idle();
    expect((await bench.show(id)).status).toBe('cancelled');
  });

  it('waits for a place when as many run as may', async () => {
    const activity = await open({ concurrency: { activities: 2 } });
    await bench.apply(caller);
    await Promise.all([1, 2, 3].map(() => bench.run('caller')));
    await until(() => activity.calls.length === 2);
    activity.calls[0]?.resolve({});
    await until(() => activity.calls.length === 3);
    activity.calls[1]?.resolve({});
    activity.calls[2]?.resolve({});
    await bench.engine.idle();
    expect((await bench.instancesOf('caller')).map(({ status }) => status)).toEqual(
      Array(3).fill('completed'),
    );
  });
});

describe('secrets', () => {
  const secret = 'tops3cret/+value';

  it('stand in no error and no log', async () => {
    const activity = await open({ secrets: { token: secret, nested: { pin: 'p1ns-and-needles' } } });
    await bench.apply(caller);
    const id = await bench.run('caller');
    await until(() => activity.calls.length === 1);
    const detail = `GET https://x/?t=${encodeURIComponent(secret)} with ${secret} and p1ns-and-needles`;
    activity.calls[0]?.reject(WorkflowError.of('communication', 'Refused', detail));
    await bench.engine.idle();
    const history = await bench.backend.history.read({ instance: id, after: 0 });
    expect((await bench.show(id)).error?.detail).toBe('GET https://x/?t=*** with *** and ***');
    expect(JSON.stringify(history)).toContain('with *** and ***');
    expect(JSON.stringify(history)).not.toContain('tops3cret');
  });

  it('that an expression puts into an error are taken out of it', async () => {
    await open({ secrets: { token: secret } });
    const raise = 'raise: { error: { type: urn:mine, status: 400, detail: "${ $secrets.token }" } }';
    await bench.apply(workflow('leaker', `use: { secrets: [token] }\ndo:\n  - leak: { ${raise} }`));
    const id = await bench.run('leaker');
    await bench.engine.idle();
    expect((await bench.show(id)).error).toMatchObject({ type: 'urn:mine', detail: '***' });
  });
});
