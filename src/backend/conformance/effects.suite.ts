import { beforeEach, describe, expect, test } from 'vitest';
import type { Effect } from '../../machine/command.ts';
import type { Backend } from '../backend.ts';
import { advance, begin, cloudEvent, day, newInstance, now, stimuli } from './samples.ts';

export function effectsSuite(open: () => Backend): void {
  const activity = (key: string): Effect => ({ kind: 'activity', key, frame: '1' });
  const held = { owner: 'one', from: now, duration: day };
  const over = { owner: 'one', from: now, duration: 0 };
  const yours = { owner: 'two', from: now, duration: day };

  const takeKeys = async (limit = 9, lease = yours): Promise<string[]> => {
    const taken = await open().effects.takeExpired({ now, lease, limit });
    return taken.map(({ instance, effect }) => `${instance}:${effect.key}`);
  };

  describe('effects', () => {
    test('a settled effect leaves its result in the inbox, under its key', async () => {
      const { effects, instances } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      const result = { kind: 'completed' as const, key: 'e', output: { ok: true } };
      expect(await effects.settle({ instance: 'a', key: 'e', result, now })).toBe(true);
      expect((await instances.load('a'))?.inbox).toEqual([{ id: 'e', stimulus: result }]);
    });

    test('an effect without a result is just forgotten', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      expect(await effects.settle({ instance: 'a', key: 'e', now })).toBe(true);
      expect(await stimuli(open(), 'a')).toEqual([]);
      expect(await takeKeys()).toEqual([]);
    });

    test('an effect is settled once', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      const result = { kind: 'completed' as const, key: 'e', output: 1 };
      await effects.settle({ instance: 'a', key: 'e', result, now });
      await advance(open(), 'a');
      expect(await effects.settle({ instance: 'a', key: 'e', result, now })).toBe(false);
      expect(await stimuli(open(), 'a')).toEqual([]);
    });

    test('of many that settle an effect at once one succeeds', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      const outcomes = await Promise.all(
        [1, 2, 3, 4].map((output) =>
          effects.settle({ instance: 'a', key: 'e', result: { kind: 'completed', key: 'e', output }, now }),
        ),
      );
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await stimuli(open(), 'a')).toHaveLength(1);
    });

    test('a cancelled effect cannot be settled', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      await advance(open(), 'a', { effects: { remove: ['e', 'never-there'] } });
      const result = { kind: 'completed' as const, key: 'e', output: 1 };
      expect(await effects.settle({ instance: 'a', key: 'e', result, now })).toBe(false);
      expect(await stimuli(open(), 'a')).toEqual([]);
      expect(await takeKeys()).toEqual([]);
    });

    test('the parent can be told under the key of an effect that was settled without a result', async () => {
      const { effects, instances } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      await effects.settle({ instance: 'a', key: 'e', now });
      const stimulus = { kind: 'completed' as const, key: 'e', output: 1 };
      expect(await instances.push({ instance: 'a', id: 'e', stimulus, now })).toBe(true);
      expect(await stimuli(open(), 'a')).toEqual([stimulus]);
    });

    test('nobody settles for an instance or an effect that does not exist', async () => {
      const { effects } = open();
      await begin(open(), 'a');
      expect(await effects.settle({ instance: 'a', key: 'e', now })).toBe(false);
      expect(await effects.settle({ instance: 'b', key: 'e', now })).toBe(false);
    });

    test('an effect is left to the one who committed it until its lease is over', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: held });
      expect(await takeKeys()).toEqual([]);
      expect(await effects.renew({ instance: 'a', key: 'e', lease: over })).toBe(true);
      expect(await takeKeys()).toEqual(['a:e']);
    });

    test('an effect is taken over whole', async () => {
      const { effects } = open();
      const all: Effect[] = [
        activity('e1'),
        { kind: 'publish', key: 'e2', event: cloudEvent('e2', { data: { text: 'ü' } }) },
        { kind: 'start', key: 'e3', child: 'c', workflow: newInstance('c').definition, input: [1] },
        { kind: 'report', key: 'e4', parent: { instance: 'p', key: 'k' }, error: { type: 't', status: 500 } },
        { kind: 'cancel', key: 'e5', child: 'c' },
      ];
      await begin(open(), 'a', { effects: { add: all }, lease: over });
      const taken = await effects.takeExpired({ now, lease: yours, limit: 9 });
      expect(taken).toEqual(all.map((effect) => ({ instance: 'a', effect })));
    });

    test('effects are taken over in the order in which commits added them', async () => {
      const { effects } = open();
      const keys = Array.from({ length: 24 }, (_, index) => `e~${index}`);
      await begin(open(), 'a', { effects: { add: keys.slice(0, 12).map(activity) }, lease: over });
      await advance(open(), 'a', { effects: { add: keys.slice(12).map(activity) }, lease: over });
      for (const key of ['e~20', 'e~3']) await effects.renew({ instance: 'a', key, lease: over });
      expect(await takeKeys(99)).toEqual(keys.map((key) => `a:${key}`));
    });

    test('where not all are taken the rest comes after', async () => {
      const keys = Array.from({ length: 24 }, (_, index) => `e~${index}`);
      await begin(open(), 'a', { effects: { add: keys.map(activity) }, lease: over });
      const taken = [...(await takeKeys(10)), ...(await takeKeys(10)), ...(await takeKeys(10))];
      expect(taken).toEqual(keys.map((key) => `a:${key}`));
    });

    test('an effect that is added again comes last', async () => {
      const commands = { effects: { add: ['e', 'f'].map(activity) }, lease: over };
      await begin(open(), 'a', commands);
      await advance(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      expect(await takeKeys()).toEqual(['a:f', 'a:e']);
      expect(await takeKeys()).toEqual([]);
    });

    test('an effect taken over belongs to its new owner until that lease is over', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      await takeKeys();
      expect(await takeKeys()).toEqual([]);
      await effects.renew({ instance: 'a', key: 'e', lease: { ...yours, duration: 0 } });
      expect(await takeKeys()).toEqual(['a:e']);
    });

    test('of many that take over at once each effect goes to one', async () => {
      const { effects } = open();
      const keys = Array.from({ length: 12 }, (_, index) => `e${index}`);
      for (const id of ['a', 'b'])
        await begin(open(), id, {
          effects: { add: keys.map((key) => activity(`${id}-${key}`)) },
          lease: over,
        });
      const rounds = await Promise.all(
        Array.from({ length: 6 }, () => effects.takeExpired({ now, lease: yours, limit: 7 })),
      );
      const taken = rounds.flat().map(({ effect }) => effect.key);
      expect(rounds.every((round) => round.length <= 7)).toBe(true);
      expect(new Set(taken).size).toBe(taken.length);
      expect(taken).toHaveLength(24);
    });

    test('no more is taken than asked for', async () => {
      await begin(open(), 'a', { effects: { add: ['e1', 'e2', 'e3'].map(activity) }, lease: over });
      expect(await takeKeys(2)).toHaveLength(2);
      expect(await takeKeys(2)).toHaveLength(1);
    });

    test('a renewed lease keeps others away', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      expect(await effects.renew({ instance: 'a', key: 'e', lease: held })).toBe(true);
      expect(await takeKeys()).toEqual([]);
    });

    test('the lease of an effect that is gone cannot be renewed', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e'), activity('f')] }, lease: over });
      await effects.settle({ instance: 'a', key: 'e', now });
      await advance(open(), 'a', { effects: { remove: ['f'] } });
      for (const key of ['e', 'f', 'never-there'])
        expect(await effects.renew({ instance: 'a', key, lease: over })).toBe(false);
      expect(await takeKeys()).toEqual([]);
    });

    test('the former owner of an effect cannot renew its lease', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      await takeKeys(9, { ...yours, duration: 0 });
      expect(await effects.renew({ instance: 'a', key: 'e', lease: held })).toBe(false);
      expect(await takeKeys()).toEqual(['a:e']);
    });

    test('the former owner of an effect may still settle it', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      await takeKeys();
      expect(await effects.settle({ instance: 'a', key: 'e', now })).toBe(true);
    });
  });
}

/** For a store of one machine, whose processes share a clock: what it is told the time is decides when a lease ends. */
export function leaseTimesSuite(open: () => Backend): void {
  const lease = (owner: string, from: number) => ({ owner, from, duration: 3000 });
  const takenAt = async (at: number): Promise<number> => {
    const taken = await open().effects.takeExpired({ now: at, lease: lease('two', at), limit: 9 });
    return taken.length;
  };

  describe('a lease ends by the time of the callers:', () => {
    beforeEach(async () => {
      const effect: Effect = { kind: 'activity', key: 'e', frame: '1' };
      await begin(open(), 'a', { effects: { add: [effect] }, lease: lease('one', now) });
    });

    test('when its duration has passed', async () => {
      expect(await takenAt(now + 2999)).toBe(0);
      expect(await takenAt(now + 3000)).toBe(1);
    });

    test('later when it was renewed', async () => {
      await open().effects.renew({ instance: 'a', key: 'e', lease: lease('one', now + 1000) });
      expect(await takenAt(now + 3999)).toBe(0);
      expect(await takenAt(now + 4000)).toBe(1);
    });

    test('later when it was taken over', async () => {
      await takenAt(now + 3500);
      expect(await takenAt(now + 6499)).toBe(0);
      expect(await takenAt(now + 6500)).toBe(1);
    });
  });
}
