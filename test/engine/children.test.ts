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

const runs = (more = '', version = 'latest') =>
  `do:\n  - child: { run: { ${more} workflow: { namespace: test, name: child, version: ${version}, input: { n: 2 } } } }`;

describe('a child workflow', () => {
  it('gives its output to its parent', async () => {
    await bench.apply(
      workflow('parent', runs()),
      workflow('child', 'do:\n  - double: { set: { n: "${ .n * 2 }" } }'),
    );
    const id = await bench.run('parent');
    await bench.engine.idle();
    expect(await bench.show(id)).toMatchObject({ status: 'completed', output: { n: 4 } });
  });

  it('faults its parent with its error', async () => {
    await bench.apply(
      workflow('parent', runs()),
      workflow('child', 'do:\n  - fail: { raise: { error: { type: urn:mine, status: 418 } } }'),
    );
    const id = await bench.run('parent');
    await bench.engine.idle();
    expect(await bench.show(id)).toMatchObject({
      status: 'faulted',
      error: { type: 'urn:mine', status: 418, instance: '/do/0/child' },
    });
  });

  it('that does not exist is an error of its parent', async () => {
    await bench.apply(workflow('parent', runs('', '2.0.0')));
    const id = await bench.run('parent');
    await bench.engine.idle();
    expect((await bench.show(id)).error).toMatchObject({
      type: expect.stringContaining('/configuration'),
      detail: 'there is no workflow test/child:2.0.0',
    });
  });

  it('is cancelled with its parent', async () => {
    await bench.apply(workflow('parent', runs()), workflow('child', 'do:\n  - nap: { wait: PT1H }'));
    const id = await bench.run('parent');
    await bench.engine.idle();
    await bench.engine.cancel({ instance: id });
    await bench.engine.idle();
    expect(await bench.instancesOf('child')).toMatchObject([{ status: 'cancelled' }]);
  });

  it('is cancelled when its parent is before it was created', async () => {
    await bench.apply(workflow('parent', runs()), workflow('child', 'do:\n  - nap: { wait: PT1H }'));
    const id = await bench.run('parent');
    await bench.engine.cancel({ instance: id });
    await bench.engine.idle();
    expect((await bench.show(id)).status).toBe('cancelled');
    const children = await bench.instancesOf('child');
    expect(children.filter(({ status }) => status !== 'cancelled')).toEqual([]);
  });

  it('that nobody awaits outlives its parent', async () => {
    await bench.apply(
      workflow('parent', runs('await: false,')),
      workflow('child', 'do:\n  - nap: { wait: PT1H }'),
    );
    const id = await bench.run('parent');
    await bench.engine.idle();
    expect((await bench.show(id)).status).toBe('completed');
    expect(await bench.instancesOf('child')).toMatchObject([{ status: 'waiting' }]);
    await bench.pass(3_600_000);
    expect(await bench.instancesOf('child')).toMatchObject([{ status: 'completed' }]);
  });

  it('that nobody awaits and does not exist is told to the log', async () => {
    await bench.apply(workflow('parent', runs('await: false,', '2.0.0')));
    const id = await bench.run('parent');
    await bench.engine.idle();
    expect((await bench.show(id)).status).toBe('completed');
    expect(bench.logged).toMatchObject([
      {
        level: 'warn',
        message: 'a workflow that nobody waits for cannot be started',
        instance: id,
        error: new Error('there is no workflow test/child:2.0.0'),
      },
    ]);
  });

  it('that cannot be advanced faults its parent', async () => {
    await bench.apply(workflow('parent', runs()), workflow('child', 'do:\n  - nap: { wait: PT1H }'));
    const id = await bench.run('parent');
    await bench.engine.idle();
    await bench.backend.definitions.remove({ namespace: 'test', name: 'child', version: '1.0.0' });
    await bench.pass(3_600_000);
    expect(await bench.show(id)).toMatchObject({ status: 'faulted', error: { instance: '/do/0/child' } });
  });
});
