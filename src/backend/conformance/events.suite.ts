import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.ts';
import {
  advance,
  begin,
  cloudEvent,
  day,
  definition,
  eventIds,
  load,
  newInstance,
  now,
  routed,
  stimuli,
} from './samples.ts';

export function eventsSuite(open: () => Backend): void {
  describe('events', () => {
    test('an event is delivered whole, under the key it was found by', async () => {
      const { events } = open();
      const event = cloudEvent('e1', { time: '2026-01-01T00:00:00Z', tenant: 'ü', data: { a: [1, null] } });
      await begin(open(), 'a', { waits: { add: [{ key: 'k', early: false }] } });
      expect(await events.accept(routed('e1', { event, under: ['k'] }))).toBe('accepted');
      expect(await stimuli(open(), 'a')).toEqual([
        { kind: 'event', key: 'k', event, arrival: expect.any(Number) },
      ]);
    });

    test('an event that was routed by older definitions is not taken in', async () => {
      const { definitions, events, instances } = open();
      await begin(open(), 'a', { waits: { add: [{ key: 'k', early: false }] } });
      const revision = await definitions.revision();
      const event = routed('e1', { under: ['k'], starts: [newInstance('b')] });
      await definitions.put(definition('1.0.0'));
      expect(await events.accept({ ...event, revision })).toBe('stale');
      expect([await eventIds(open(), 'a'), await instances.get('b')]).toEqual([[], undefined]);
      expect(await events.accept({ ...event, revision: await definitions.revision() })).toBe('accepted');
      expect(await eventIds(open(), 'a')).toEqual(['e1']);
    });

    test('an event that was routed before a definition was removed is not taken in', async () => {
      const { definitions, events } = open();
      await definitions.put(definition('1.0.0'));
      const revision = await definitions.revision();
      await definitions.remove(definition('1.0.0'));
      expect(await events.accept({ ...routed('e1'), revision })).toBe('stale');
      expect(await events.list({ limit: 9 })).toEqual([]);
    });

    test('an event reaches every instance that waits', async () => {
      const { events } = open();
      for (const id of ['a', 'b', 'c'])
        await begin(open(), id, { waits: { add: [{ key: id === 'c' ? 'other' : 'k', early: false }] } });
      await events.accept(routed('e1', { under: ['k'] }));
      const found = await Promise.all(['a', 'b', 'c'].map((id) => eventIds(open(), id)));
      expect(found).toEqual([['e1'], ['e1'], []]);
    });

    test('an event under several keys of an instance is one entry for each key', async () => {
      const { events } = open();
      await begin(open(), 'a', { waits: { add: ['k', 'l', 'm'].map((key) => ({ key, early: false })) } });
      await events.accept(routed('e1', { under: ['k', 'm'] }));
      const keys = (await stimuli(open(), 'a')).map((stimulus) => stimulus.kind === 'event' && stimulus.key);
      expect(keys).toEqual(['k', 'm']);
      expect((await events.list({ limit: 1 }))[0]?.deliveries).toBe(1);
    });

    test('an event of the same source and id is a duplicate and changes nothing', async () => {
      const { events, instances } = open();
      await begin(open(), 'a', { waits: { add: [{ key: 'k', early: false }] } });
      await events.accept(routed('e1', { under: ['k'] }));
      await advance(open(), 'a');
      const again = routed('e1', {
        event: cloudEvent('e1', { data: 2 }),
        keep: ['k'],
        starts: [newInstance('b')],
      });
      expect(await events.accept(again)).toBe('duplicate');
      expect(await eventIds(open(), 'a')).toEqual([]);
      expect(await instances.get('b')).toBeUndefined();
      expect(await events.list({ limit: 9 })).toHaveLength(1);
    });

    test('the same event many times at once is accepted once', async () => {
      const { events } = open();
      await begin(open(), 'a', { waits: { add: [{ key: 'k', early: false }] } });
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () => events.accept(routed('e1', { under: ['k'] }))),
      );
      expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
      expect(await eventIds(open(), 'a')).toEqual(['e1']);
    });

    test('the same id from another source is another event', async () => {
      const { events } = open();
      await events.accept(routed('e1'));
      const other = routed('e1', { event: cloudEvent('e1', { source: 'store/other' }) });
      expect(await events.accept(other)).toBe('accepted');
    });

    test('source and id are not confused with each other', async () => {
      const { events } = open();
      const named = (source: string, id: string) => routed(id, { event: cloudEvent(id, { source }) });
      expect(await events.accept(named('a', 'b c'))).toBe('accepted');
      expect(await events.accept(named('a b', 'c'))).toBe('accepted');
    });

    test('a duplicate is recognised for the retention time', async () => {
      const { events } = open();
      await events.accept(routed('e1'));
      expect(await events.accept(routed('e1', { now: now + day - 1 }))).toBe('duplicate');
      expect(await events.accept(routed('e1', { now: now + day }))).toBe('accepted');
      expect(await events.accept(routed('e1', { now: now + day }))).toBe('duplicate');
    });

    test('an event that comes again after the retention time is delivered again', async () => {
      const { events } = open();
      await begin(open(), 'a', { waits: { add: [{ key: 'k', early: false }] } });
      await events.accept(routed('e1', { under: ['k'] }));
      await advance(open(), 'a');
      await events.accept(routed('e1', { under: ['k'], now: now + day }));
      expect(await eventIds(open(), 'a')).toEqual(['e1']);
    });

    test('arrival numbers grow', async () => {
      const { events } = open();
      for (let index = 0; index < 20; index++) await events.accept(routed(`e${index}`));
      const arrivals = (await events.list({ limit: 99 })).map(({ arrival }) => arrival);
      expect(arrivals).toEqual([...new Set(arrivals)].sort((a, b) => b - a));
      expect(arrivals).toHaveLength(20);
    });

    test('arrival numbers grow within an inbox too', async () => {
      const { events } = open();
      await begin(open(), 'a', { waits: { add: [{ key: 'k', early: false }] } });
      for (let index = 0; index < 20; index++) await events.accept(routed(`e${index}`, { under: ['k'] }));
      const arrivals = (await stimuli(open(), 'a')).map((stimulus) =>
        stimulus.kind === 'event' ? stimulus.arrival : Number.NaN,
      );
      expect(arrivals).toEqual([...new Set(arrivals)].sort((a, b) => a - b));
      expect(arrivals).toHaveLength(20);
    });

    test('arrival numbers are positive integers that a double holds exactly', async () => {
      const { events } = open();
      await events.accept(routed('e1'));
      const [accepted] = await events.list({ limit: 1 });
      expect(Number.isSafeInteger(accepted?.arrival) && Number(accepted?.arrival) > 0).toBe(true);
    });

    test('an event starts what it starts', async () => {
      const { events, instances } = open();
      const start = newInstance('a', { input: [{ id: 'e1' }] });
      await events.accept(routed('e1', { starts: [start, newInstance('b')] }));
      expect((await instances.get('a'))?.input).toEqual([{ id: 'e1' }]);
      expect(await stimuli(open(), 'b')).toEqual([{ kind: 'start' }]);
    });

    test('an event leaves an instance alone that exists already', async () => {
      const { events } = open();
      await begin(open(), 'a');
      const before = await load(open(), 'a');
      await events.accept(routed('e1', { starts: [newInstance('a', { input: 'other' })] }));
      expect(await load(open(), 'a')).toEqual(before);
      expect((await events.list({ limit: 1 }))[0]?.deliveries).toBe(0);
    });

    test('the list tells what was accepted, when, and how far it went', async () => {
      const { events } = open();
      await begin(open(), 'a', { waits: { add: [{ key: 'k', early: false }] } });
      await begin(open(), 'b', { waits: { add: [{ key: 'k', early: false }] } });
      await events.accept(routed('e1', { under: ['k'], starts: [newInstance('c')], now: now + 5 }));
      const [accepted] = await events.list({ limit: 1 });
      expect(accepted).toEqual({
        event: cloudEvent('e1'),
        arrival: accepted?.arrival,
        acceptedAt: now + 5,
        deliveries: 3,
      });
    });

    test('the list has the newest first, at most as many as asked', async () => {
      const { events } = open();
      for (const id of ['e1', 'e2', 'e3']) await events.accept(routed(id));
      expect((await events.list({ limit: 2 })).map(({ event }) => event.id)).toEqual(['e3', 'e2']);
    });

    test('the list can be narrowed by type', async () => {
      const { events } = open();
      for (const id of ['e1', 'e2', 'e3'])
        await events.accept(routed(id, { event: cloudEvent(id, { type: id === 'e3' ? 'b' : 'a' }) }));
      expect((await events.list({ type: 'a', limit: 1 })).map(({ event }) => event.id)).toEqual(['e2']);
      expect(await events.list({ type: 'c', limit: 9 })).toEqual([]);
    });

    test('the list forgets an event after the retention time', async () => {
      const { events, doorbell } = open();
      await events.accept(routed('e1'));
      await doorbell.sweep({ now: now + day, before: now });
      expect(await events.list({ limit: 9 })).toEqual([]);
    });
  });
}
