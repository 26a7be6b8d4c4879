import { afterEach, describe, expect, it } from 'vitest';
import type { Json } from '../../src/json/json.ts';
import { Workbench, workflow } from './workbench.ts';

let bench: Workbench;

async function open(...workflows: readonly string[]): Promise<void> {
  bench = new Workbench({ lifecycle: 'all' });
  await bench.apply(...workflows);
  await bench.engine.start();
}

afterEach(async () => {
  await bench.engine.stop();
  await bench.backend.close();
});

/** Lifecycle events so far, the oldest first, without the part that all types share. */
async function told() {
  const events = (await bench.backend.events.list({ limit: 1_000 })).map(({ event }) => event).reverse();
  return events
    .filter(({ type }) => type.startsWith('io.serverlessworkflow.'))
    .map(({ type, ...event }) => ({
      ...event,
      type: type.slice('io.serverlessworkflow.'.length, -'.v1'.length),
    }));
}

async function types(): Promise<readonly string[]> {
  return (await told()).map(({ type }) => type);
}

async function dataOf(type: string): Promise<Json | undefined> {
  return (await told()).find((event) => event.type === type)?.data;
}

const at = '2026-01-01T00:00:00.000Z';

describe('lifecycle events', () => {
  const simple = workflow(
    'simple',
    'do: [{ one: { set: { done: true } } }, { two: { if: "false", set: { x: 1 } } }]',
  );

  it('workflow.status-changed task.status-changed come with all that a workflow and its tasks go through', async () => {
    await open(simple);
    await bench.run('simple');
    await bench.engine.idle();
    expect([...(await types())].sort()).toEqual([
      'task.completed',
      'task.created',
      'task.created',
      'task.started',
      'task.status-changed',
      'task.status-changed',
      'workflow.completed',
      'workflow.started',
      'workflow.status-changed',
    ]);
  });

  it('workflow.started workflow.completed workflow.status-changed task.created task.started task.completed carry the data that the specification asks for', async () => {
    await open(simple);
    const id = await bench.run('simple');
    await bench.engine.idle();
    const name = `simple-${id}.test`;
    expect(await dataOf('workflow.started')).toEqual({
      name,
      definition: { name: 'simple', namespace: 'test', version: '1.0.0' },
      startedAt: at,
    });
    expect(await dataOf('workflow.completed')).toEqual({
      name,
      completedAt: at,
      outputUri: `/api/v1/instances/${id}/output`,
    });
    expect(await dataOf('workflow.status-changed')).toEqual({ name, updatedAt: at, status: 'completed' });
    expect(await dataOf('task.created')).toEqual({ workflow: name, task: '/do/0/one', createdAt: at });
    expect(await dataOf('task.started')).toEqual({ workflow: name, task: '/do/0/one', startedAt: at });
    expect(await dataOf('task.completed')).toEqual({ workflow: name, task: '/do/0/one', completedAt: at });
  });

  it('name the workflow as source and the instance as subject', async () => {
    await open(simple);
    const id = await bench.run('simple');
    await bench.engine.idle();
    const events = await told();
    expect(new Set(events.map(({ source }) => source))).toEqual(new Set(['/test/simple/1.0.0']));
    expect(new Set(events.map(({ subject }) => subject))).toEqual(new Set([`simple-${id}.test`]));
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
  });

  it('workflow.faulted task.faulted tell errors', async () => {
    const error = { type: 'https://shop.example/errors/late', status: 504 };
    await open(workflow('failing', `do: [{ fail: { raise: { error: ${JSON.stringify(error)} } } }]`));
    await bench.run('failing');
    await bench.engine.idle();
    expect(await dataOf('task.faulted')).toMatchObject({ task: '/do/0/fail', faultedAt: at, error });
    expect(await dataOf('workflow.faulted')).toMatchObject({ faultedAt: at, error });
  });

  it('workflow.suspended workflow.resumed workflow.cancelled task.suspended task.resumed task.cancelled tell that an instance rests, goes on and is cancelled', async () => {
    await open(workflow('long', 'do: [{ rest: { wait: PT1H } }]'));
    const id = await bench.run('long');
    await bench.engine.idle();
    await bench.engine.suspend({ instance: id });
    await bench.engine.idle();
    await bench.engine.resume({ instance: id });
    await bench.engine.idle();
    await bench.engine.cancel({ instance: id });
    await bench.engine.idle();
    const name = `long-${id}.test`;
    for (const change of ['suspended', 'resumed', 'cancelled']) {
      expect(await dataOf(`workflow.${change}`)).toEqual({ name, [`${change}At`]: at });
      expect(await dataOf(`task.${change}`)).toEqual({
        workflow: name,
        task: '/do/0/rest',
        [`${change}At`]: at,
      });
    }
  });

  it('task.retried tells retries', async () => {
    const failing = 'try: [{ fail: { raise: { error: { type: "https://x.example/e", status: 500 } } } }]';
    const retry = 'catch: { retry: { delay: PT1S, limit: { attempt: { count: 1 } } } }';
    await open(workflow('retrying', `do: [{ again: { ${failing}, ${retry} } }]`));
    await bench.run('retrying');
    await bench.pass(1_000);
    expect(await dataOf('task.retried')).toMatchObject({ task: '/do/0/again' });
  });

  it('workflow.correlation-started workflow.correlation-completed tell correlations and their values', async () => {
    const filter = '{ with: { type: paid }, correlate: { order: { from: .data.order } } }';
    await open(workflow('listening', `do: [{ payment: { listen: { to: { one: ${filter} } } } }]`));
    const id = await bench.run('listening');
    await bench.engine.idle();
    const name = `listening-${id}.test`;
    expect(await dataOf('workflow.correlation-started')).toEqual({ name, startedAt: at });
    await bench.send('paid', { order: 7 });
    await bench.engine.idle();
    expect(await dataOf('workflow.correlation-completed')).toEqual({
      name,
      completedAt: at,
      correlationKeys: { order: 7 },
    });
  });

  it.each([
    ['until events end the wait later', ', until: { one: { with: { type: stop } } }', ''],
    ['foreach takes longer', '', 'foreach: { do: [{ pause: { wait: PT1S } }] }, '],
  ])('workflow.correlation-completed has the values too when %s', async (_name, until, foreach) => {
    const filter = '{ with: { type: paid }, correlate: { order: { from: .data.order } } }';
    await open(workflow('long', `do: [{ a: { ${foreach}listen: { to: { any: [${filter}]${until} } } } }]`));
    await bench.run('long');
    await bench.engine.idle();
    await bench.send('paid', { order: 7 });
    await bench.engine.idle();
    await bench.send('stop', {});
    await bench.pass(1_000);
    expect(await dataOf('workflow.correlation-completed')).toMatchObject({ correlationKeys: { order: 7 } });
  });
});

describe('publishing', () => {
  const watcher = workflow(
    'watcher',
    `schedule: { on: { one: { with: { type: io.serverlessworkflow.workflow.faulted.v1 } } } }
do: [{ note: { set: { who: "\${ $workflow.input[0].name }" } } }]`,
  );
  const failing = workflow(
    'failing',
    'do: [{ fail: { raise: { error: { type: "https://x.example/e", status: 500 } } } }]',
  );

  it('another workflow can be started by them, and only what is named is published', async () => {
    bench = new Workbench();
    await bench.apply(watcher, failing);
    await bench.engine.start();
    const id = await bench.run('failing');
    await bench.engine.idle();
    expect((await bench.instancesOf('watcher')).map(({ output }) => output)).toEqual([
      { who: `failing-${id}.test` },
    ]);
    expect(await types()).toEqual(['workflow.faulted']);
  });

  it('nothing is published when nobody asks', async () => {
    bench = new Workbench();
    await bench.apply(failing);
    await bench.engine.start();
    await bench.run('failing');
    await bench.engine.idle();
    expect(await types()).toEqual([]);
  });

  it('a filter for any event sees none of them, so that nobody runs for ever', async () => {
    bench = new Workbench();
    await bench.apply(workflow('curious', 'schedule: { on: { any: [] } }\ndo: [{ a: { set: { x: 1 } } }]'));
    await bench.engine.start();
    await bench.send('something', {});
    await bench.engine.idle();
    expect(await bench.instancesOf('curious')).toHaveLength(1);
  });

  it('schedules tell nothing of themselves', async () => {
    await open(workflow('ticking', 'schedule: { every: PT1H }\ndo: [{ a: { set: { x: 1 } } }]'));
    await bench.engine.idle();
    expect(await types()).toEqual([]);
  });

  it('a filter for any event sees none of them either where all are published', async () => {
    const body = 'schedule: { on: { any: [] } }\ndo: [{ a: { set: { x: 1 } } }]';
    await open(workflow('curious', body), workflow('nosy', body));
    await bench.send('something', {});
    await bench.engine.idle();
    expect(await bench.instancesOf('curious')).toHaveLength(1);
    expect(await types()).toContain('workflow.completed');
  });

  it.each([
    ['one', '{ one: { with: { type: io.serverlessworkflow.workflow.completed.v1 } } }'],
    ['until', '{ any: [ { with: { type: io.serverlessworkflow.workflow.completed.v1 } } ], until: "true" }'],
  ])('a workflow is not started by its own (%s)', async (_, on) => {
    bench = new Workbench();
    const body = 'do: [{ a: { set: { x: 1 } } }]';
    await bench.apply(workflow('other', body), workflow('watcher', `schedule: { on: ${on} }\n${body}`));
    await bench.engine.start();
    await bench.run('other');
    await bench.engine.idle();
    expect(await bench.instancesOf('watcher')).toHaveLength(1);
  });

  it('the fault of an instance that cannot be advanced is told too', async () => {
    await open(workflow('lost', 'do: [{ rest: { wait: PT1H } }]'));
    const id = await bench.run('lost');
    await bench.engine.idle();
    await bench.backend.definitions.remove({ namespace: 'test', name: 'lost', version: '1.0.0' });
    await bench.pass(60 * 60 * 1_000);
    expect((await bench.show(id)).status).toBe('faulted');
    expect(await dataOf('workflow.faulted')).toMatchObject({ name: `lost-${id}.test` });
  });
});
