import { describe, expect, test } from 'vitest';
import type { Effect } from '../../machine/command.ts';
import { scheduleOf } from '../../machine/schedule-name.ts';
import type { Backend, NewInstance } from '../backend.ts';
import { advance, begin, end, load, newInstance, now, routed, turn } from './samples.ts';

/** Enough for every partition of a store to have some. */
const many = Array.from({ length: 24 }, (_, index) => `i${index}`);

export function forgetSuite(open: () => Backend): void {
  const later = now + 5000;
  const over = { owner: 'one', from: now, duration: 0 };
  const report: Effect = { kind: 'report', key: 'r', parent: { instance: 'p', key: 'k' }, output: 1 };

  const forget = (limit = 99, endedBefore = later): Promise<number> =>
    open().instances.forget({ endedBefore, limit });

  /** One that has begun and ended, at `now + 1000`. */
  async function ended(id: string, more: Partial<NewInstance> = {}): Promise<void> {
    await open().instances.create(newInstance(id, more));
    await end(open(), id, { history: [{ time: now, type: 'instance.started' }] });
  }

  const ids = async (): Promise<readonly string[]> =>
    (await open().instances.list({ limit: 99 })).map(({ id }) => id).sort();

  describe('forget', () => {
    test('an ended instance is removed with its log', async () => {
      const { instances, history } = open();
      await ended('a');
      expect(await forget()).toBe(1);
      expect(await instances.get('a')).toBeUndefined();
      expect(await instances.load('a')).toBeUndefined();
      expect(await instances.list({ limit: 9 })).toEqual([]);
      expect(await instances.list({ status: 'completed', limit: 9 })).toEqual([]);
      expect(await history.read({ instance: 'a', after: 0 })).toEqual([]);
    });

    test.each(['completed', 'faulted', 'cancelled'] as const)('one that %s goes', async (status) => {
      await begin(open(), 'a');
      await end(open(), 'a', {}, status);
      expect(await forget()).toBe(1);
    });

    test('an instance goes at its time and not before', async () => {
      await ended('a');
      expect(await forget(9, now + 999)).toBe(0);
      expect(await forget(9, now + 1000)).toBe(1);
    });

    test.each(['waiting', 'running', 'suspended', 'pending'] as const)(
      'one that is %s stays',
      async (status) => {
        await begin(open(), 'a', { state: { status } });
        expect(await forget(9, Number.MAX_SAFE_INTEGER)).toBe(0);
        expect((await load(open(), 'a')).instance.status).toBe(status);
      },
    );

    test('others are left alone', async () => {
      const { events } = open();
      for (const id of many) await ended(id);
      await begin(open(), 'b', {
        waits: { add: [{ key: 'k', early: false }] },
        timers: { set: [{ id: 't', at: now + 7 }] },
        history: [{ time: now, type: 'instance.started' }],
      });
      expect(await forget()).toBe(many.length);
      expect(await ids()).toEqual(['b']);
      expect(await open().history.read({ instance: 'b', after: 0 })).toHaveLength(1);
      expect(await open().doorbell.nextTimer()).toBe(now + 7);
      await events.accept(routed('e1', { under: ['k'] }));
      expect((await load(open(), 'b')).inbox).toHaveLength(1);
    });

    test('no more are removed than asked for, and less than that means that no more are left', async () => {
      for (const id of many) await ended(id);
      expect(await forget(10)).toBe(10);
      expect(await ids()).toHaveLength(many.length - 10);
      expect(await forget(10)).toBe(10);
      expect(await forget(10)).toBe(many.length - 20);
      expect(await forget(10)).toBe(0);
    });

    test('more than one write removes are removed', async () => {
      const names = Array.from({ length: 130 }, (_, index) => `n${index}`);
      await Promise.all(names.map((id) => ended(id)));
      expect(await forget(999)).toBe(names.length);
      expect(await ids()).toEqual([]);
    });

    test('of many that forget at once each removes others', async () => {
      for (const id of many) await ended(id);
      const counts = await Promise.all([forget(), forget(), forget()]);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(many.length);
    });

    test('one with a pending effect stays until that is settled', async () => {
      const { effects } = open();
      for (const id of many) {
        await begin(open(), id);
        await end(open(), id, { effects: { add: [report] }, lease: over });
      }
      expect(await forget()).toBe(0);
      for (const instance of many) await effects.settle({ instance, key: 'r', now });
      expect(await forget()).toBe(many.length);
    });

    test('a pending effect does not hold up what ended later', async () => {
      for (const id of many) {
        await begin(open(), id);
        await end(open(), id, { effects: { add: [report] }, lease: over });
      }
      for (const id of many) await ended(`later-${id}`);
      expect(await forget(many.length)).toBe(many.length);
      expect(await ids()).toEqual(many.toSorted());
    });

    test('one stays until the effect that asked for it is settled', async () => {
      const { effects } = open();
      const starts = many.map((child): Effect => {
        const workflow = newInstance(child).definition;
        return { kind: 'start', key: `p~${child}`, child, workflow, input: {} };
      });
      await begin(open(), 'p', { effects: { add: starts }, lease: over });
      for (const id of many) await ended(id, { origin: { instance: 'p', key: `p~${id}` } });
      expect(await forget()).toBe(0);
      for (const { key } of starts.slice(1)) await effects.settle({ instance: 'p', key, now });
      expect(await forget()).toBe(many.length - 1);
      await advance(open(), 'p', { effects: { remove: ['p~i0'] } });
      expect(await forget()).toBe(1);
      expect(await ids()).toEqual(['p']);
    });

    test('one whose origin is forgotten goes too', async () => {
      await ended('p');
      await ended('a', { origin: { instance: 'p', key: 'k' } });
      expect(await forget()).toBe(2);
    });

    test('schedules stay: the next one is found by those before it', async () => {
      await ended('s', { definition: scheduleOf(newInstance('s').definition) });
      await ended('a');
      expect(await forget()).toBe(1);
      expect(await forget()).toBe(0);
      expect(await ids()).toEqual(['s']);
    });

    test('what comes late for one that is gone changes nothing', async () => {
      const { instances, effects } = open();
      await begin(open(), 'a');
      const stale = await load(open(), 'a');
      await end(open(), 'a');
      await forget();
      const stimulus = { kind: 'cancel' as const };
      expect(await instances.push({ instance: 'a', id: 'c', stimulus, now })).toBe(false);
      expect(await effects.settle({ instance: 'a', key: 'e', now })).toBe(false);
      expect(await effects.renew({ instance: 'a', key: 'e', lease: over })).toBe(false);
      expect(await instances.commit(turn(stale))).toBe('conflict');
      expect(await instances.load('a')).toBeUndefined();
    });

    test('an event starts nothing again whose instance is gone', async () => {
      const { events, instances } = open();
      const starts = many.map((id) => newInstance(id));
      await events.accept(routed('e1', { starts }));
      for (const id of many) await end(open(), id);
      expect(await forget()).toBe(many.length);
      expect(await events.accept(routed('e1', { starts, now: later }))).toBe('duplicate');
      await open().doorbell.sweep({ now: later, before: later });
      expect(await instances.list({ limit: 9 })).toEqual([]);
    });

    test('an id that is gone may be taken again, and begins anew', async () => {
      const { instances, history } = open();
      await begin(open(), 'a');
      await instances.push({ instance: 'a', id: 'c', stimulus: { kind: 'cancel' }, now });
      await end(open(), 'a', { history: [{ time: now, type: 'instance.completed' }] });
      await forget();
      await begin(open(), 'a', { history: [{ time: now, type: 'instance.started' }] });
      expect((await history.read({ instance: 'a', after: 0 })).map(({ number }) => number)).toEqual([1]);
      expect(await instances.push({ instance: 'a', id: 'c', stimulus: { kind: 'cancel' }, now })).toBe(true);
      expect(await forget()).toBe(0);
    });
  });
}
