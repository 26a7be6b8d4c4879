import { describe, expect, test } from 'vitest';
import type { Effect } from '../../machine/command.ts';
import type { Backend } from '../backend.ts';
import { advance, begin, cloudEvent, newInstance, now, stimuli } from './samples.ts';

export function effectsSuite(open: () => Backend): void {
  const activity = (key: string): Effect => ({ kind: 'activity', key, frame: '1' });
  const mine = { owner: 'one', until: now + 3000 };
  const yours = { owner: 'two', until: now + 9000 };
  const expired = now + 3000;

  const takeKeys = async (at: number, limit = 9): Promise<string[]> => {
    const taken = await open().effects.takeExpired({ now: at, lease: yours, limit });
    return taken.map(({ instance, effect }) => `${instance}:${effect.key}`);
  };

  describe('effects', () => {
    test('a settled effect leaves its result in the inbox, under its key', async () => {
      const { effects, instances } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: mine });
      const result = { kind: 'completed' as const, key: 'e', output: { ok: true } };
      expect(await effects.settle({ instance: 'a', key: 'e', result, now })).toBe(true);
      expect((await instances.load('a'))?.inbox).toEqual([{ id: 'e', stimulus: result }]);
    });

    test('an effect without a result is just forgotten', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: mine });
      expect(await effects.settle({ instance: 'a', key: 'e', now })).toBe(true);
      expect(await stimuli(open(), 'a')).toEqual([]);
      expect(await takeKeys(expired)).toEqual([]);
    });

    test('an effect is settled once', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: mine });
      const result = { kind: 'completed' as const, key: 'e', output: 1 };
      await effects.settle({ instance: 'a', key: 'e', result, now });
      await advance(open(), 'a');
      expect(await effects.settle({ instance: 'a', key: 'e', result, now })).toBe(false);
      expect(await stimuli(open(), 'a')).toEqual([]);
    });

    test('of many that settle an effect at once one succeeds', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: mine });
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
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: mine });
      await advance(open(), 'a', { effects: { remove: ['e', 'never-there'] } });
      const result = { kind: 'completed' as const, key: 'e', output: 1 };
      expect(await effects.settle({ instance: 'a', key: 'e', result, now })).toBe(false);
      expect(await stimuli(open(), 'a')).toEqual([]);
      expect(await takeKeys(expired)).toEqual([]);
    });

    test('the parent can be told under the key of an effect that was settled without a result', async () => {
      const { effects, instances } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: mine });
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

    test('an effect is left to the one who committed it until its lease runs out', async () => {
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: mine });
      expect(await takeKeys(expired - 1)).toEqual([]);
      expect(await takeKeys(expired)).toEqual(['a:e']);
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
      await begin(open(), 'a', { effects: { add: all }, lease: mine });
      const taken = await effects.takeExpired({ now: expired, lease: yours, limit: 9 });
      expect(taken).toHaveLength(5);
      expect(taken).toEqual(expect.arrayContaining(all.map((effect) => ({ instance: 'a', effect }))));
    });

    test('an effect taken over belongs to its new owner until that lease runs out', async () => {
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: mine });
      await takeKeys(expired);
      expect(await takeKeys(yours.until - 1)).toEqual([]);
      expect(await takeKeys(yours.until)).toEqual(['a:e']);
    });

    test('of many that take over at once each effect goes to one', async () => {
      const { effects } = open();
      const keys = Array.from({ length: 12 }, (_, index) => `e${index}`);
      for (const id of ['a', 'b'])
        await begin(open(), id, {
          effects: { add: keys.map((key) => activity(`${id}-${key}`)) },
          lease: mine,
        });
      const rounds = await Promise.all(
        Array.from({ length: 6 }, () => effects.takeExpired({ now: expired, lease: yours, limit: 7 })),
      );
      const taken = rounds.flat().map(({ effect }) => effect.key);
      expect(rounds.every((round) => round.length <= 7)).toBe(true);
      expect(new Set(taken).size).toBe(taken.length);
      expect(taken).toHaveLength(24);
    });

    test('no more is taken than asked for', async () => {
      await begin(open(), 'a', { effects: { add: ['e1', 'e2', 'e3'].map(activity) }, lease: mine });
      expect(await takeKeys(expired, 2)).toHaveLength(2);
      expect(await takeKeys(expired, 2)).toHaveLength(1);
    });

    test('a renewed lease keeps others away for longer', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: mine });
      const lease = { ...mine, until: expired + 1000 };
      expect(await effects.renew({ instance: 'a', key: 'e', lease })).toBe(true);
      expect(await takeKeys(expired + 999)).toEqual([]);
      expect(await takeKeys(expired + 1000)).toEqual(['a:e']);
    });

    test('the lease of an effect that is gone cannot be renewed', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e'), activity('f')] }, lease: mine });
      await effects.settle({ instance: 'a', key: 'e', now });
      await advance(open(), 'a', { effects: { remove: ['f'] } });
      for (const key of ['e', 'f', 'never-there'])
        expect(await effects.renew({ instance: 'a', key, lease: mine })).toBe(false);
      expect(await takeKeys(expired)).toEqual([]);
    });

    test('the former owner of an effect cannot renew its lease', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: mine });
      await takeKeys(expired);
      const lease = { ...mine, until: yours.until + 9999 };
      expect(await effects.renew({ instance: 'a', key: 'e', lease })).toBe(false);
      expect(await takeKeys(yours.until)).toEqual(['a:e']);
    });

    test('the former owner of an effect may still settle it', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: mine });
      await takeKeys(expired);
      expect(await effects.settle({ instance: 'a', key: 'e', now })).toBe(true);
    });
  });
}
