import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.ts';
import { advance, begin, day, eventIds, newInstance, now, routed, stimuli } from './samples.ts';

export function waitsSuite(open: () => Backend): void {
  const early = { key: 'k', early: true };
  const plain = { key: 'k', early: false };
  const arrivals = async (id: string) =>
    (await stimuli(open(), id)).flatMap((stimulus) => (stimulus.kind === 'event' ? [stimulus.arrival] : []));

  describe('waits', () => {
    test('a wait finds the events that come after it', async () => {
      const { events } = open();
      await begin(open(), 'a', { waits: { add: [plain] } });
      await events.accept(routed('e1', { under: ['k'] }));
      await events.accept(routed('e2', { under: ['k'] }));
      expect(await eventIds(open(), 'a')).toEqual(['e1', 'e2']);
    });

    test('a wait under another key finds nothing', async () => {
      const { events } = open();
      await begin(open(), 'a', { waits: { add: [plain] } });
      await events.accept(routed('e1', { under: ['other', 'k2', 'K'] }));
      expect(await eventIds(open(), 'a')).toEqual([]);
    });

    test('a wait stays until it is removed', async () => {
      const { events } = open();
      await begin(open(), 'a', { waits: { add: [plain] } });
      await events.accept(routed('e1', { under: ['k'] }));
      await advance(open(), 'a');
      await events.accept(routed('e2', { under: ['k'] }));
      expect(await eventIds(open(), 'a')).toEqual(['e2']);
    });

    test('a removed wait is no longer found', async () => {
      const { events } = open();
      await begin(open(), 'a', { waits: { add: [plain, { key: 'other', early: false }] } });
      await advance(open(), 'a', { waits: { remove: ['k'] } });
      await events.accept(routed('e1', { under: ['k'] }));
      await events.accept(routed('e2', { under: ['other'] }));
      expect(await eventIds(open(), 'a')).toEqual(['e2']);
    });

    test('removing a wait that is not there changes nothing', async () => {
      await begin(open(), 'a', { waits: { remove: ['k'] } });
      expect(await advance(open(), 'a', { waits: { remove: ['k'] } })).toEqual({ more: false });
    });

    test('a wait removed and added in one turn is there afterwards', async () => {
      const { events } = open();
      await begin(open(), 'a', { waits: { add: [plain] } });
      await advance(open(), 'a', { waits: { remove: ['k'], add: [plain] } });
      await events.accept(routed('e1', { under: ['k'] }));
      expect(await eventIds(open(), 'a')).toEqual(['e1']);
    });

    test('an early wait is given the kept events that came after the creation, oldest first', async () => {
      const { events, instances } = open();
      await events.accept(routed('e0', { keep: ['k'] }));
      await instances.create(newInstance('a'));
      await events.accept(routed('e1', { keep: ['k'] }));
      await events.accept(routed('e2', { keep: ['k'] }));
      expect(await advance(open(), 'a', { waits: { add: [early] } })).toEqual({ more: true });
      expect(await eventIds(open(), 'a')).toEqual(['e1', 'e2']);
    });

    test('an instance is not given the event that started it as an early one', async () => {
      const { events } = open();
      await events.accept(routed('e1', { keep: ['k'], starts: [newInstance('a')] }));
      expect(await advance(open(), 'a', { waits: { add: [early] } })).toEqual({ more: false });
    });

    test('an early wait with `since` is given what arrived after that number', async () => {
      const { events, instances } = open();
      await instances.create(newInstance('a'));
      for (const id of ['e1', 'e2', 'e3']) await events.accept(routed(id, { keep: ['k'] }));
      await advance(open(), 'a', { waits: { add: [early] } });
      const [, since = Number.NaN] = await arrivals('a');
      await advance(open(), 'a', { waits: { remove: ['k'] } });
      await advance(open(), 'a', { waits: { add: [{ ...early, since }] } });
      expect(await eventIds(open(), 'a')).toEqual(['e3']);
    });

    test('`since` may lie before the creation', async () => {
      const { events } = open();
      await events.accept(routed('e0', { keep: ['k'] }));
      await begin(open(), 'a', { waits: { add: [{ ...early, since: 0 }] } });
      expect(await eventIds(open(), 'a')).toEqual(['e0']);
    });

    test('an early event keeps the number it arrived under', async () => {
      const { events } = open();
      await begin(open(), 'a', { waits: { add: [plain] } });
      await events.accept(routed('e1', { keep: ['k'] }));
      const before = await arrivals('a');
      await advance(open(), 'a', { waits: { remove: ['k'] } });
      await advance(open(), 'a', { waits: { add: [early] } });
      expect(await arrivals('a')).toEqual(before);
    });

    test('an event that came before the wait is told from one that comes while it waits', async () => {
      const { events, instances } = open();
      await instances.create(newInstance('a'));
      await events.accept(routed('e1', { keep: ['k'] }));
      await advance(open(), 'a', { waits: { add: [early] } });
      await events.accept(routed('e2', { keep: ['k'] }));
      const [first, second] = await stimuli(open(), 'a');
      expect(first).toMatchObject({ event: { id: 'e1' }, kept: true });
      expect(second).not.toHaveProperty('kept');
    });

    test('early waits that begin together are given their events in the order in which these arrived', async () => {
      const { events, instances } = open();
      await instances.create(newInstance('a'));
      for (const [id, key] of [
        ['e1', 'l'],
        ['e2', 'k'],
        ['e3', 'm'],
        ['e4', 'k'],
        ['e5', 'l'],
      ] as const)
        await events.accept(routed(id, { keep: [key] }));
      const waits = ['k', 'l', 'm'].map((key) => ({ key, early: true }));
      await advance(open(), 'a', { waits: { add: waits } });
      expect(await eventIds(open(), 'a')).toEqual(['e1', 'e2', 'e3', 'e4', 'e5']);
    });

    test('a wait that is not early is given nothing from before', async () => {
      const { events, instances } = open();
      await instances.create(newInstance('a'));
      await events.accept(routed('e1', { keep: ['k'] }));
      expect(await advance(open(), 'a', { waits: { add: [plain] } })).toEqual({ more: false });
    });

    test('an event that nobody asked to keep is not delivered later', async () => {
      const { events, instances } = open();
      await instances.create(newInstance('a'));
      await events.accept(routed('e1', { under: ['k'], keep: ['other'] }));
      expect(await advance(open(), 'a', { waits: { add: [early] } })).toEqual({ more: false });
    });

    test('an event is kept for every instance that comes to wait', async () => {
      const { events, instances } = open();
      await instances.create(newInstance('a'));
      await instances.create(newInstance('b'));
      await events.accept(routed('e1', { keep: ['k'] }));
      await advance(open(), 'a', { waits: { add: [early] } });
      await advance(open(), 'b', { waits: { add: [early] } });
      expect([await eventIds(open(), 'a'), await eventIds(open(), 'b')]).toEqual([['e1'], ['e1']]);
    });

    test('an event that is delivered and kept comes once when the wait is renewed before it is used up', async () => {
      const { events } = open();
      await begin(open(), 'a', { waits: { add: [plain] } });
      await events.accept(routed('e1', { keep: ['k'] }));
      await advance(open(), 'a', { consumed: [], waits: { remove: ['k'], add: [early] } });
      expect(await eventIds(open(), 'a')).toEqual(['e1']);
    });

    test('a kept event that was delivered and passed over comes again to a new early wait', async () => {
      const { events } = open();
      await begin(open(), 'a', { waits: { add: [plain] } });
      await events.accept(routed('e1', { keep: ['k'] }));
      await advance(open(), 'a', { waits: { remove: ['k'] } });
      await advance(open(), 'a', { waits: { add: [early] } });
      expect(await eventIds(open(), 'a')).toEqual(['e1']);
    });

    test('an event is kept for the retention time', async () => {
      const { events, instances, doorbell } = open();
      await instances.create(newInstance('a'));
      await instances.create(newInstance('b'));
      await events.accept(routed('e1', { keep: ['k'] }));
      await doorbell.sweep({ now: now + day - 1, before: now });
      await advance(open(), 'a', { waits: { add: [early] } });
      await doorbell.sweep({ now: now + day, before: now });
      await advance(open(), 'b', { waits: { add: [early] } });
      expect([await eventIds(open(), 'a'), await eventIds(open(), 'b')]).toEqual([['e1'], []]);
    });
  });
}
