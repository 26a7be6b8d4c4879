import { expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis } from '../../../test/redis/server.ts';
import type { Backend } from '../backend.ts';
import { advance, begin, cloudEvent, eventIds, newInstance, now, routed } from '../conformance/samples.ts';
import { eventIdentity } from './partition.ts';

describeRedis('an event of which the process died that took it in', () => {
  const bench = redisBench();
  const waiting = ['a', 'b', 'c', 'd', 'e', 'f'];

  async function openWithWaits(): Promise<Backend> {
    const backend = await bench.open();
    for (const id of waiting) await begin(backend, id, { waits: { add: [{ key: 'k', early: false }] } });
    return backend;
  }

  const reached = async (backend: Backend): Promise<number> =>
    (await Promise.all(waiting.map((id) => eventIds(backend, id)))).flat().length;

  /** An instance id that is not in the partition of that event. */
  function elsewhere(eventId: string, prefix = 'started'): string {
    const { of } = bench.partitions;
    const { source, id } = cloudEvent(eventId);
    const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `${prefix}-${number}`);
    return ids.find((candidate) => of(candidate) !== of(eventIdentity(source, id))) ?? '';
  }

  it('is finished by a sweep, once', async () => {
    const backend = await openWithWaits();
    await bench.acceptAndDie(routed('half', { under: ['k'], starts: [newInstance(elsewhere('half'))] }));
    expect(await reached(backend)).toBeLessThan(waiting.length);
    await backend.doorbell.sweep({ now: now + 1, before: now - 1 });
    expect(await reached(backend)).toBeLessThan(waiting.length);
    await backend.doorbell.sweep({ now: now + 2, before: now });
    await backend.doorbell.sweep({ now: now + 3, before: now });
    expect(await reached(backend)).toBe(waiting.length);
    expect(await backend.instances.get(elsewhere('half'))).toBeDefined();
    expect(await backend.events.list({ limit: 1 })).toMatchObject([{ deliveries: waiting.length + 1 }]);
  });

  it('is finished when it is sent again', async () => {
    const backend = await openWithWaits();
    const event = routed('half', { under: ['k'] });
    await bench.acceptAndDie(event);
    expect(await backend.events.accept(event)).toBe('duplicate');
    expect(await reached(backend)).toBe(waiting.length);
  });

  // A repeat comes later, and the id of what it would start says when.
  it.each([
    { under: [], delivered: 0 },
    { under: [], delivered: 3 },
    { under: ['k'], delivered: 0 },
    { under: ['k'], delivered: 1 },
    { under: ['k'], delivered: 3 },
  ])(
    'starts what its first copy starts, and nothing of a repeat ($under, $delivered)',
    async ({ under, delivered }) => {
      const backend = await bench.open();
      const events = Array.from({ length: 8 }, (_, index) => `e${index}`);
      for (const id of events) {
        await bench.acceptAndDie(
          routed(id, { under, starts: [newInstance(elsewhere(id, `${id}-first`))] }),
          delivered,
        );
        const repeat = routed(id, { under, starts: [1, 2, 3].map((n) => newInstance(`${id}-again-${n}`)) });
        expect(await backend.events.accept({ ...repeat, now: now + 700 })).toBe('duplicate');
      }
      await backend.doorbell.sweep({ now: now + 2000, before: now + 1000 });
      const started = (await backend.instances.list({ limit: 99 })).map(({ id }) => id);
      expect(started.toSorted()).toEqual(events.map((id) => elsewhere(id, `${id}-first`)));
    },
  );

  it('starts one instance when two processes take it in at once', async () => {
    const [one, two] = [await bench.open(), await bench.open()];
    const events = Array.from({ length: 60 }, (_, index) => `e${index}`);
    for (const id of events) {
      const outcomes = await Promise.all([
        one.events.accept(routed(id, { under: ['k'], starts: [newInstance(`${id}-one`)] })),
        two.events.accept(routed(id, { under: ['k'], starts: [newInstance(`${id}-two`)] })),
      ]);
      expect(outcomes.toSorted()).toEqual(['accepted', 'duplicate']);
    }
    const started = (await one.instances.list({ limit: 999 })).map(({ id }) => id.replace(/-\w+$/, ''));
    expect(started.toSorted()).toEqual(events.toSorted());
    const counts = (await one.events.list({ limit: 999 })).map(({ deliveries }) => deliveries);
    expect(counts).toEqual(events.map(() => 1));
  });

  it('keeps no other from being finished', async () => {
    const backend = await openWithWaits();
    for (const id of ['e1', 'e2', 'e3', 'e4', 'e5', 'e6'])
      await bench.acceptAndDie(routed(id, { under: ['k'] }));
    for (const id of ['e1', 'e2', 'e3']) {
      const identity = eventIdentity('store/order', id);
      await bench.admin.hset(`${bench.partitions.of(identity)}:event:${identity}`, 'route', '{');
    }
    await expect(backend.doorbell.sweep({ now: now + 9, before: now + 9 })).rejects.toThrow('JSON');
    for (const id of waiting)
      expect(await eventIds(backend, id)).toEqual(expect.arrayContaining(['e4', 'e5', 'e6']));
  });

  it('is delivered once, however long it stays half-routed', async () => {
    const backend = await openWithWaits();
    const events = Array.from({ length: 12 }, (_, index) => `e${index}`);
    for (const id of events) await bench.acceptAndDie(routed(id, { under: ['k'] }), 3);
    for (const id of waiting) {
      expect(await eventIds(backend, id)).toHaveLength(events.length);
      await advance(backend, id);
    }
    const later = now + 2 * 60 * 60 * 1000;
    await backend.doorbell.sweep({ now: later, before: later - 1000 });
    for (const id of waiting) expect(await eventIds(backend, id)).toEqual([]);
  });

  it('keeps the memory of deliveries until it is finished', async () => {
    const backend = await openWithWaits();
    await bench.acceptAndDie(routed('e', { under: ['k'] }), 3);
    const identity = eventIdentity('store/order', 'e');
    const record = `${bench.partitions.of(identity)}:event:${identity}`;
    const route = await bench.admin.hget(record, 'route');
    await bench.admin.hset(record, 'route', '{');
    const later = now + 2 * 60 * 60 * 1000;
    await expect(backend.doorbell.sweep({ now: later, before: later - 1000 })).rejects.toThrow('JSON');
    await bench.admin.hset(record, 'route', route ?? '');
    for (const id of waiting) await advance(backend, id);
    await backend.doorbell.sweep({ now: later + 1, before: later });
    for (const id of waiting) expect(await eventIds(backend, id)).toEqual([]);
    const remembered = bench.partitions.tags.map((tag) => bench.admin.exists(`${tag}:delivered`));
    expect(await Promise.all(remembered)).toEqual([0, 0, 0, 0]);
  });
});
