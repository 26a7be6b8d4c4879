import { expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis } from '../../../test/redis/server.ts';
import type { Backend } from '../backend.ts';
import { advance, begin, cloudEvent, eventIds, newInstance, now, routed } from '../conformance/samples.ts';
import { connect } from './connection.ts';
import { createPartitions, eventIdentity } from './partition.ts';

describeRedis('an event for more waiters than one script serves', () => {
  const bench = redisBench();
  const plain = { key: 'k', early: false };
  const early = { key: 'k', early: true };
  const later = { now: now + 2, before: now };

  /** Ids that live in the partition of that event. */
  function beside(event: string, count: number, name = 'i'): readonly string[] {
    const { of } = bench.partitions;
    const home = of(eventIdentity(cloudEvent(event).source, event));
    const all = Array.from({ length: 20 * count + 100 }, (_, index) => `${name}${index}`);
    return all.filter((id) => of(id) === home).slice(0, count);
  }

  async function waiting(backend: Backend, ids: readonly string[], wait = plain): Promise<void> {
    await Promise.all(ids.map((id) => begin(backend, id, { waits: { add: [wait] } })));
  }

  const found = async (backend: Backend, ids: readonly string[]): Promise<readonly string[]> =>
    (await Promise.all(ids.map((id) => eventIds(backend, id)))).map((events) => events.join(' '));

  /** Whether anything about slices is left in the store. */
  const traces = async (): Promise<readonly string[]> =>
    (await bench.admin.keys(`{${bench.prefix}:*`)).filter((key) => key.includes(':spread'));

  it('reaches each of them once, in every partition', async () => {
    const backend = await bench.open();
    const ids = Array.from({ length: 3_000 }, (_, index) => `i${index}`);
    await waiting(backend, ids);
    expect(await backend.events.accept(routed('e1', { under: ['k'] }))).toBe('accepted');
    expect(await found(backend, ids)).toEqual(ids.map(() => 'e1'));
    expect(await backend.events.list({ limit: 1 })).toMatchObject([{ deliveries: 3_000 }]);
    expect(await backend.events.accept(routed('e1', { under: ['k'] }))).toBe('duplicate');
    expect(await found(backend, ids)).toEqual(ids.map(() => 'e1'));
    expect(await traces()).toEqual([]);
  });

  it('reaches each once when a process dies on the way and several finish it', async () => {
    const [one, two] = [await bench.open(), await bench.open()];
    const ids = beside('e1', 1_300);
    await waiting(one, ids);
    await bench.acceptAndDie(routed('e1', { under: ['k'] }));
    expect(new Set(await found(one, ids))).toEqual(new Set(['']));
    await one.doorbell.sweep({ now: now + 1, before: now - 1 });
    expect(new Set(await found(one, ids))).toEqual(new Set(['']));
    await Promise.all([one.doorbell.sweep(later), two.doorbell.sweep(later)]);
    expect(await found(one, ids)).toEqual(ids.map(() => 'e1'));
    expect(await one.events.list({ limit: 1 })).toMatchObject([{ deliveries: 1_300 }]);
    expect(await traces()).toEqual([]);
  });

  it('is a duplicate while it is on its way, however late it is repeated', async () => {
    const backend = await bench.open({ partitions: 1, retention: 1_000 });
    const ids = Array.from({ length: 600 }, (_, index) => `i${index}`);
    await waiting(backend, ids);
    await bench.acceptAndDie(routed('e1', { under: ['k'] }), 0, 1);
    const late = now + 5_000;
    expect(await backend.events.accept({ ...routed('e1', { under: ['k'] }), now: late })).toBe('duplicate');
    await backend.doorbell.sweep({ now: late + 1, before: late });
    expect(await found(backend, ids)).toEqual(ids.map(() => 'e1'));
    expect(await traces()).toEqual([]);
  });

  it('reaches nobody who comes to wait meanwhile, but by what is kept', async () => {
    const backend = await bench.open();
    const ids = beside('e1', 600);
    const [late = '', replied = ''] = beside('e1', 2, 'late');
    await waiting(backend, ids);
    for (const id of [late, replied]) await backend.instances.create(newInstance(id));
    await bench.acceptAndDie(routed('e1', { under: ['k'], keep: ['k'] }));
    await advance(backend, late, { waits: { add: [plain] } });
    await advance(backend, replied, { waits: { add: [early] } });
    expect(await found(backend, [late, replied])).toEqual(['', 'e1']);
    await advance(backend, replied);
    await backend.doorbell.sweep(later);
    expect(await found(backend, [late, replied, ...ids])).toEqual(['', '', ...ids.map(() => 'e1')]);
  });

  it('passes over who no longer waits', async () => {
    const backend = await bench.open();
    const ids = beside('e1', 600);
    await waiting(backend, ids);
    await bench.acceptAndDie(routed('e1', { under: ['k'] }));
    const gone = ids.filter((_, index) => index % 2 === 0);
    for (const id of gone) await advance(backend, id, { waits: { remove: ['k'] } });
    await backend.doorbell.sweep(later);
    expect(await found(backend, gone)).toEqual(gone.map(() => ''));
    expect((await found(backend, ids)).filter((events) => events === 'e1')).toHaveLength(300);
  });

  it('reaches once who begins the same wait anew meanwhile', async () => {
    const backend = await bench.open();
    const ids = beside('e1', 600);
    const [again = '', anew = ''] = ids;
    await waiting(backend, ids);
    await bench.acceptAndDie(routed('e1', { under: ['k'], keep: ['k'] }));
    await advance(backend, again, { waits: { remove: ['k'], add: [plain] } });
    await advance(backend, anew, { waits: { remove: ['k'], add: [early] } });
    expect(await found(backend, [again, anew])).toEqual(['', 'e1']);
    await advance(backend, anew);
    await backend.doorbell.sweep(later);
    expect(await found(backend, [again, anew])).toEqual(['e1', '']);
  });

  it('goes before the next one under the same key, and keeps none under another key waiting', async () => {
    const backend = await bench.open({ partitions: 4 });
    const ids = beside('e1', 600);
    const [other = ''] = beside('e1', 1, 'other');
    await waiting(backend, ids);
    await begin(backend, other, { waits: { add: [{ key: 'l', early: false }] } });
    await bench.acceptAndDie(routed('e1', { under: ['k'] }));
    await backend.events.accept(routed('e2', { under: ['l'] }));
    expect(await found(backend, [other])).toEqual(['e2']);
    expect(new Set(await found(backend, ids))).toEqual(new Set(['']));
    await backend.events.accept(routed('e3', { under: ['k'] }));
    expect(await found(backend, ids)).toEqual(ids.map(() => 'e1 e3'));
    expect(await traces()).toEqual([]);
  });

  it('is once in the inbox under each key of it', async () => {
    const backend = await bench.open();
    const ids = beside('e1', 300);
    const both = { waits: { add: [plain, { key: 'l', early: false }] } };
    await Promise.all(ids.map((id) => begin(backend, id, both)));
    await backend.events.accept(routed('e1', { under: ['k', 'l'] }));
    expect(await found(backend, ids)).toEqual(ids.map(() => 'e1 e1'));
  });

  it('comes under all keys of an instance together, whatever comes between two slices', async () => {
    const backend = await bench.open({ partitions: 1 });
    const ids = Array.from({ length: 1_200 }, (_, index) => `i${index}`);
    const both = { waits: { add: [plain, { key: 'l', early: false }, { key: 'm', early: false }] } };
    await Promise.all(ids.map((id) => begin(backend, id, both)));
    await bench.acceptAndDie(routed('e1', { under: ['k', 'l'] }), 0, 1);
    const [tag = ''] = createPartitions(bench.prefix, 1).tags;
    const connection = await connect(bench.url);
    await connection.run('spread', tag, [now, 0, '', '']);
    await connection.close();
    const [reached = ''] = ids;
    expect(await found(backend, [reached])).toEqual(['e1 e1']);
    await advance(backend, reached);
    await backend.events.accept(routed('e2', { under: ['m'] }));
    await backend.doorbell.sweep(later);
    expect(await found(backend, ids)).toEqual(ids.map((id) => (id === reached ? 'e2' : 'e1 e1 e2')));
    expect(await traces()).toEqual([]);
  });

  it('wakes whom it reaches', async () => {
    const [backend, worker] = [await bench.open(), await bench.open()];
    const ids = beside('e1', 600);
    await waiting(backend, ids);
    const answered = new Set<string>();
    await worker.doorbell.listen({
      concurrency: 20,
      answer: async (id) => {
        await advance(worker, id);
        answered.add(id);
      },
    });
    await backend.events.accept(routed('e1', { under: ['k'] }));
    await expect.poll(() => answered.size, { timeout: 20_000 }).toBe(600);
  });
});
