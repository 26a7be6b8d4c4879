import { expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis } from '../../../test/redis/server.ts';
import type { Backend, RoutedEvent } from '../backend.ts';
import { begin, cloudEvent, definition, eventIds, newInstance, routed } from '../conformance/samples.ts';
import { eventIdentity } from './partition.ts';

describeRedis('events that come together', () => {
  const bench = redisBench();
  const single = { partitions: 1 };

  const all = (backend: Backend, events: readonly RoutedEvent[]) =>
    Promise.allSettled(events.map((event) => backend.events.accept(event)));

  const outcomes = async (backend: Backend, events: readonly RoutedEvent[]): Promise<readonly string[]> =>
    (await all(backend, events)).map((one) =>
      one.status === 'fulfilled' ? one.value : `rejected: ${one.reason}`,
    );

  const numbered = (count: number, at: Parameters<typeof routed>[1] = {}): RoutedEvent[] =>
    Array.from({ length: count }, (_, index) => routed(`e${index}`, at));

  async function scripts(): Promise<number> {
    const stats = await bench.admin.info('commandstats');
    return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  }

  it('are accepted by few scripts', async () => {
    const backend = await bench.open(single);
    await outcomes(backend, [routed('first')]);
    const before = await scripts();
    expect(await outcomes(backend, numbered(50))).toEqual(numbered(50).map(() => 'accepted'));
    expect((await scripts()) - before).toBeLessThan(10);
  });

  it('are delivered to other partitions by few scripts', async () => {
    const backend = await bench.open();
    await outcomes(backend, [routed('first', { under: ['k'] })]);
    await begin(backend, 'i1', { waits: { add: [{ key: 'k', early: false }] } });
    const before = await scripts();
    await outcomes(backend, numbered(50, { under: ['k'] }));
    // Each is noted as routed by a script of its own; alone each would take four more.
    expect((await scripts()) - before).toBeLessThan(50 + 40);
    expect(new Set(await eventIds(backend, 'i1')).size).toBe(50);
  });

  it('are listed in the order in which they came', async () => {
    const backend = await bench.open(single);
    await outcomes(backend, numbered(20));
    const listed = await backend.events.list({ limit: 20 });
    expect(listed.map(({ event }) => event.id)).toEqual(
      numbered(20)
        .map(({ event }) => event.id)
        .reverse(),
    );
    expect(new Set(listed.map(({ arrival }) => arrival)).size).toBe(20);
  });

  it('reach an inbox in the order in which they came, however many they reach together', async () => {
    const backend = await bench.open(single);
    const ids = Array.from({ length: 10 }, (_, index) => `i${index}`);
    for (const id of ids) await begin(backend, id, { waits: { add: [{ key: 'k', early: false }] } });
    const both = ['k', 'l'].map((key) => ({ key, early: false }));
    await begin(backend, 'both', { waits: { add: both } });
    const last = routed('last', { under: ['l'] });
    await outcomes(backend, [...numbered(60, { under: ['k'] }), last]);
    expect(await eventIds(backend, 'both')).toEqual([...numbered(60).map(({ event }) => event.id), 'last']);
  });

  it('are accepted once by source and id', async () => {
    const backend = await bench.open(single);
    await begin(backend, 'i1', { waits: { add: [{ key: 'k', early: false }] } });
    const twice = [routed('e1', { under: ['k'] }), routed('e2'), routed('e1', { under: ['k'] })];
    expect(await outcomes(backend, twice)).toEqual(['accepted', 'accepted', 'duplicate']);
    expect(await eventIds(backend, 'i1')).toEqual(['e1']);
    expect(await backend.events.list({ limit: 9 })).toHaveLength(2);
  });

  it('are routed on once, by whichever of two copies', async () => {
    const backend = await bench.open();
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const id of ids) await begin(backend, id, { waits: { add: [{ key: 'k', early: false }] } });
    const copies = [routed('e1', { under: ['k'] }), routed('e1', { under: ['k'] })];
    expect(await outcomes(backend, copies)).toEqual(['accepted', 'duplicate']);
    expect(await Promise.all(ids.map((id) => eventIds(backend, id)))).toEqual(ids.map(() => ['e1']));
  });

  it('are refused one by one when they were routed by an older revision', async () => {
    const backend = await bench.open(single);
    const revision = await backend.definitions.revision();
    await backend.definitions.put(definition('1.0.0'));
    const current = await backend.definitions.revision();
    const mixed = [{ ...routed('e1'), revision }, { ...routed('e2'), revision: current }, routed('e3')];
    expect(await outcomes(backend, mixed)).toEqual(['stale', 'accepted', 'accepted']);
    const listed = await backend.events.list({ limit: 9 });
    expect(listed.map(({ event }) => event.id)).toEqual(['e3', 'e2']);
  });

  it('do not suffer from one that fails', async () => {
    const backend = await bench.open(single);
    const { source } = cloudEvent('e1');
    await bench.admin.set(`{${bench.prefix}:0}:event:${eventIdentity(source, 'e1')}`, 'damaged');
    await begin(backend, 'i1', { waits: { add: [{ key: 'k', early: false }] } });
    const events = numbered(3, { under: ['k'] });
    const found = await outcomes(backend, events);
    expect(found).toEqual(['accepted', expect.stringMatching(/^rejected: .*WRONGTYPE/), 'accepted']);
    expect(await eventIds(backend, 'i1')).toEqual(['e0', 'e2']);
  });

  it('start instances that were born after what came before, and before what comes after', async () => {
    const backend = await bench.open(single);
    const early = { key: 'k', early: true };
    await outcomes(backend, [
      routed('e1', { keep: ['k'] }),
      routed('e2', { starts: [newInstance('i1')] }),
      routed('e3', { keep: ['k'] }),
    ]);
    await begin(backend, 'i1', { waits: { add: [early] } });
    expect(await eventIds(backend, 'i1')).toEqual(['e3']);
  });

  it('reach all who wait, in their order, when these are more than one script serves', async () => {
    const backend = await bench.open(single);
    const ids = Array.from({ length: 300 }, (_, index) => `i${index}`);
    await Promise.all(ids.map((id) => begin(backend, id, { waits: { add: [{ key: 'k', early: false }] } })));
    await outcomes(backend, numbered(4, { under: ['k'] }));
    const found = await Promise.all(ids.map((id) => eventIds(backend, id)));
    expect(found).toEqual(ids.map(() => ['e0', 'e1', 'e2', 'e3']));
    const listed = await backend.events.list({ limit: 9 });
    expect(listed.map(({ deliveries }) => deliveries)).toEqual([300, 300, 300, 300]);
  });
});
