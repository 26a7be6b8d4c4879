import { describe, expect, test } from 'vitest';
import type { Backend } from '../backend.ts';
import { advance, begin, now, stimuli } from './samples.ts';

export function timersSuite(open: () => Backend): void {
  const timers = async (id: string): Promise<readonly string[]> =>
    (await stimuli(open(), id)).flatMap((stimulus) => (stimulus.kind === 'timer' ? [stimulus.id] : []));

  describe('timers', () => {
    test('a due timer becomes an entry of its instance', async () => {
      const { doorbell } = open();
      await begin(open(), 'a', { timers: { set: [{ id: '1:wait', at: now + 10 }] } });
      expect(await doorbell.fire(now + 10)).toBeUndefined();
      expect(await stimuli(open(), 'a')).toEqual([{ kind: 'timer', id: '1:wait', at: now + 10 }]);
    });

    test('a timer waits for its time', async () => {
      const { doorbell } = open();
      await begin(open(), 'a', { timers: { set: [{ id: 't', at: now + 10 }] } });
      expect(await doorbell.fire(now + 9)).toBe(now + 10);
      expect(await timers('a')).toEqual([]);
    });

    test('a timer fires once', async () => {
      const { doorbell } = open();
      await begin(open(), 'a', { timers: { set: [{ id: 't', at: now }] } });
      await Promise.all([doorbell.fire(now), doorbell.fire(now), doorbell.fire(now + 1)]);
      expect(await timers('a')).toEqual(['t']);
      await advance(open(), 'a');
      await doorbell.fire(now + 2);
      expect(await timers('a')).toEqual([]);
    });

    test('due timers of an instance fire in the order of their times', async () => {
      const { doorbell } = open();
      const set = [3, 1, 2].map((step) => ({ id: `t${step}`, at: now + step }));
      await begin(open(), 'a', { timers: { set } });
      await doorbell.fire(now + 9);
      expect(await timers('a')).toEqual(['t1', 't2', 't3']);
    });

    test('timers of several instances may have the same id', async () => {
      const { doorbell } = open();
      await begin(open(), 'a', { timers: { set: [{ id: 't', at: now }] } });
      await begin(open(), 'b', { timers: { set: [{ id: 't', at: now + 1 }] } });
      expect(await doorbell.fire(now)).toBe(now + 1);
      expect([await timers('a'), await timers('b')]).toEqual([['t'], []]);
    });

    test('setting a timer again moves it', async () => {
      const { doorbell } = open();
      await begin(open(), 'a', { timers: { set: [{ id: 't', at: now }] } });
      await advance(open(), 'a', { timers: { set: [{ id: 't', at: now + 10 }] } });
      expect(await doorbell.fire(now)).toBe(now + 10);
      expect(await timers('a')).toEqual([]);
      await doorbell.fire(now + 10);
      expect(await timers('a')).toEqual(['t']);
    });

    test('a cleared timer does not fire', async () => {
      const { doorbell } = open();
      await begin(open(), 'a', { timers: { set: ['t', 'u'].map((id) => ({ id, at: now })) } });
      await advance(open(), 'a', { timers: { clear: ['t'] } });
      await doorbell.fire(now);
      expect(await timers('a')).toEqual(['u']);
    });

    test('clearing a timer that is not there changes nothing', async () => {
      const { doorbell } = open();
      await begin(open(), 'a', { timers: { clear: ['t'] } });
      await advance(open(), 'a', { timers: { clear: ['t'] } });
      expect(await doorbell.nextTimer()).toBeUndefined();
    });

    test('a timer cleared and set in one turn is set', async () => {
      const { doorbell } = open();
      await begin(open(), 'a', { timers: { set: [{ id: 't', at: now + 1 }] } });
      await advance(open(), 'a', { timers: { clear: ['t'], set: [{ id: 't', at: now + 5 }] } });
      expect(await doorbell.nextTimer()).toBe(now + 5);
    });

    test('a timer set again for the time it fired at fires again', async () => {
      const { doorbell } = open();
      await begin(open(), 'a', { timers: { set: [{ id: 't', at: now }] } });
      await doorbell.fire(now);
      await advance(open(), 'a', { timers: { set: [{ id: 't', at: now }] } });
      await doorbell.fire(now);
      expect(await timers('a')).toEqual(['t']);
    });

    test('the next timer is the earliest of all instances', async () => {
      const { doorbell } = open();
      expect(await doorbell.nextTimer()).toBeUndefined();
      await begin(open(), 'a', { timers: { set: [{ id: 't', at: now + 20 }] } });
      await begin(open(), 'b', { timers: { set: [{ id: 't', at: now + 10 }] } });
      expect(await doorbell.nextTimer()).toBe(now + 10);
    });

    test('hundreds of due timers all fire', async () => {
      const { doorbell } = open();
      const set = Array.from({ length: 250 }, (_, index) => ({ id: `t${index}`, at: now + (index % 7) }));
      await begin(open(), 'a', { timers: { set } });
      expect(await doorbell.fire(now + 7)).toBeUndefined();
      expect(await timers('a')).toHaveLength(250);
    });
  });
}
