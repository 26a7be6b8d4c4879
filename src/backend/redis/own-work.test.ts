import { expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis } from '../../../test/redis/server.ts';
import type { Backend, Work } from '../backend.ts';
import { begin, load, newInstance, now, routed, turn, until } from '../conformance/samples.ts';

describeRedis('a process that answers what it writes', () => {
  const bench = redisBench();

  /** What answers are given, and what a load at that moment gives. */
  async function listening(backend: Backend) {
    const given: (Work | undefined)[] = [];
    const loaded: Work[] = [];
    await backend.doorbell.listen({
      concurrency: 4,
      async answer(id, work) {
        given.push(work);
        loaded.push(await load(backend, id));
        await backend.instances.commit(turn(await load(backend, id)));
      },
    });
    return { given, loaded };
  }

  it('begins the first turn with what it created', async () => {
    const backend = await bench.open({ partitions: 1 });
    const { given, loaded } = await listening(backend);
    await backend.instances.create(newInstance('a'));
    await until(() => loaded.length === 1);
    const [{ revision: _, ...stored } = expect.fail('nothing was loaded')] = loaded;
    expect(given).toEqual([stored]);
  });

  it('begins with what an event left of the only instance that it reached', async () => {
    const backend = await bench.open({ partitions: 1 });
    await begin(backend, 'a', { waits: { add: [{ key: 'k', early: false }] } });
    const { given, loaded } = await listening(backend);
    const revision = await backend.definitions.revision();
    await backend.events.accept(routed('e', { under: ['k'], revision }));
    await until(() => loaded.length === 1);
    expect(given).toEqual(loaded);
    expect(given[0]?.inbox.map(({ stimulus }) => stimulus.kind)).toEqual(['event']);
  });

  it('loads each of several that an event reached', async () => {
    const backend = await bench.open({ partitions: 1 });
    for (const id of ['a', 'b']) await begin(backend, id, { waits: { add: [{ key: 'k', early: false }] } });
    const { given, loaded } = await listening(backend);
    await backend.events.accept(routed('e', { under: ['k'] }));
    await until(() => loaded.length === 2);
    expect(given).toEqual([undefined, undefined]);
  });

  it('takes what came in the meantime in a turn after it', async () => {
    const backend = await bench.open({ partitions: 1 });
    await begin(backend, 'a', { waits: { add: [{ key: 'k', early: false }] } });
    const inboxes: (readonly string[])[] = [];
    await backend.doorbell.listen({
      concurrency: 4,
      async answer(id, brought) {
        const work = brought ?? (await load(backend, id));
        inboxes.push(work.inbox.map((entry) => entry.id.split(':')[0] ?? ''));
        if (inboxes.length === 1) {
          await backend.instances.push({ instance: id, id: 'p', stimulus: { kind: 'cancel' }, now });
        }
        expect(await backend.instances.commit(turn(work))).toEqual({ more: inboxes.length === 1 });
        if (inboxes.length === 1) inboxes.push((await load(backend, id)).inbox.map((entry) => entry.id));
      },
    });
    await backend.events.accept(routed('e', { under: ['k'] }));
    await until(() => inboxes.length >= 2);
    expect(inboxes.slice(0, 2)).toEqual([['event'], ['p']]);
  });
});
