import { describe, expect, test } from 'vitest';
import type { Effect } from '../../machine/command.ts';
import type { Instance } from '../../machine/instance.ts';
import type { Backend } from '../backend.ts';
import { advance, begin, end, load, newInstance, now, routed, stimuli, turn } from './samples.ts';

export function commitSuite(open: () => Backend): void {
  describe('commit', () => {
    test('writes the state and raises the version by one', async () => {
      const { instances } = open();
      await instances.create(newInstance('a'));
      const before = await load(open(), 'a');
      await instances.commit(turn(before, { state: { context: { paid: true }, sequence: 7 } }));
      const after = await load(open(), 'a');
      expect(after.instance).toEqual({
        ...before.instance,
        status: 'waiting',
        context: { paid: true },
        sequence: 7,
      });
      expect(after.version).toBe(before.version + 1);
      expect(await instances.get('a')).toEqual(after.instance);
    });

    test('keeps all there is of an instance, whatever it was created with', async () => {
      const parent = { instance: 'p', key: 'p/do/0~1' };
      const input = { a: [null, -0.5, '\u2028'] };
      await open().instances.create(newInstance('a', { parent, input }));
      const { instance } = await load(open(), 'a');
      const frame = { task: '/do/0', parent: '0', data: input, startedAt: now };
      const frames: Instance['frames'] = {
        0: { ...frame, id: '0', task: '', parent: null, input: instance.input, rested: 0 },
        1: { ...frame, id: '1', input: [], variables: { item: null }, timers: { wait: now } },
        2: { ...frame, id: '2', input, effect: 'a/do/0~2', seen: instance.seen, context: instance.context },
        3: { ...frame, id: '3', input, parent: '2', effect: 'e', waits: ['k'], early: ['k'], child: 'c' },
      };
      const suspension = { since: now, held: [{ kind: 'cancel' as const }], timers: { 1: { wait: 5 } } };
      const seen = { taken: [1], floor: 0, passed: { k: 1 }, ignored: {} };
      const state = { status: 'suspended' as const, frames, sequence: 4, seen, suspension, told: 3 };
      await advance(open(), 'a', { state });
      expect(await open().instances.get('a')).toEqual({ ...instance, ...state });
      expect((await load(open(), 'a')).instance).toEqual({ ...instance, ...state });
      const error = { type: 't', status: 500 };
      await end(open(), 'a', { state: { error, context: [], output: null } }, 'faulted');
      const last = { ...state, frames: {}, status: 'faulted', error, context: [], output: null };
      expect(await open().instances.get('a')).toEqual({ ...instance, ...last, endedAt: now + 1000 });
    });

    test('uses up the named entries and leaves the others', async () => {
      const { instances } = open();
      await begin(open(), 'a');
      for (const id of ['x', 'y', 'z'])
        await instances.push({
          instance: 'a',
          id,
          stimulus: { kind: 'completed', key: id, output: id },
          now,
        });
      await advance(open(), 'a', { consumed: ['x', 'z'] });
      expect((await load(open(), 'a')).inbox.map(({ id }) => id)).toEqual(['y']);
    });

    test('tells whether entries are left', async () => {
      const { instances } = open();
      await instances.create(newInstance('a'));
      const work = await load(open(), 'a');
      await instances.push({ instance: 'a', id: 'late', stimulus: { kind: 'cancel' }, now });
      expect(await instances.commit(turn(work))).toEqual({ more: true });
      expect(await advance(open(), 'a')).toEqual({ more: false });
    });

    test('a second turn from the same version is a conflict', async () => {
      const { instances } = open();
      await instances.create(newInstance('a'));
      const work = await load(open(), 'a');
      expect(await instances.commit(turn(work))).toEqual({ more: false });
      expect(await instances.commit(turn(work))).toBe('conflict');
    });

    test('of many turns from one version exactly one is written', async () => {
      const { instances } = open();
      await instances.create(newInstance('a'));
      const work = await load(open(), 'a');
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, index) => instances.commit(turn(work, { state: { context: index } }))),
      );
      expect(outcomes.filter((outcome) => outcome !== 'conflict')).toHaveLength(1);
      const winner = outcomes.findIndex((outcome) => outcome !== 'conflict');
      expect((await instances.get('a'))?.context).toBe(winner);
    });

    test('a turn of an instance that does not exist is a conflict and makes none', async () => {
      const { instances } = open();
      await instances.create(newInstance('a'));
      const work = await load(open(), 'a');
      const stranger = { ...work, instance: { ...work.instance, id: 'b' } };
      expect(await instances.commit(turn(stranger))).toBe('conflict');
      expect(await instances.get('b')).toBeUndefined();
    });

    test('a conflict changes nothing at all', async () => {
      const { instances, effects, events, history, doorbell } = open();
      await instances.create(newInstance('a'));
      const stale = await load(open(), 'a');
      await advance(open(), 'a');
      await instances.push({ instance: 'a', id: 'x', stimulus: { kind: 'cancel' }, now });
      const before = await load(open(), 'a');
      const outcome = await instances.commit(
        turn(stale, {
          state: { context: 'wrong' },
          consumed: ['start', 'x'],
          effects: { add: [{ kind: 'activity', key: 'e', frame: '1' }] },
          waits: { add: [{ key: 'k', early: false }] },
          timers: { set: [{ id: 't', at: now }] },
          history: [{ time: now, type: 'instance.started' }],
          lease: { owner: 'late', from: now, duration: 0 },
        }),
      );
      await events.accept(routed('e1', { under: ['k'] }));
      expect(outcome).toBe('conflict');
      expect(await load(open(), 'a')).toEqual(before);
      expect(
        await effects.takeExpired({ now, lease: { owner: 'o', from: now, duration: 0 }, limit: 9 }),
      ).toEqual([]);
      expect(await doorbell.nextTimer()).toBeUndefined();
      expect(await history.read({ instance: 'a', after: 0 })).toEqual([]);
    });

    const activity = (key: string): Effect => ({ kind: 'activity', key, frame: '1' });
    const over = { owner: 'one', from: now, duration: 0 };

    const takeKeys = async (): Promise<string[]> => {
      const taken = await open().effects.takeExpired({ now, lease: { ...over, owner: 'two' }, limit: 9 });
      return taken.map(({ effect }) => effect.key);
    };

    test('forgets the effects whose results the turn took', async () => {
      const { effects } = open();
      await begin(open(), 'a', { effects: { add: ['e', 'f'].map(activity) }, lease: over });
      expect(await advance(open(), 'a', { settled: ['e'] })).toEqual({ more: false });
      const result = { kind: 'completed' as const, key: 'e', output: 1 };
      expect(await effects.settle({ instance: 'a', key: 'e', result, now })).toBe(false);
      expect(await takeKeys()).toEqual(['f']);
      expect(await stimuli(open(), 'a')).toEqual([]);
    });

    test('a turn with the result of an effect that was settled meanwhile is a conflict', async () => {
      const { effects, instances } = open();
      await begin(open(), 'a', { effects: { add: ['e', 'f'].map(activity) }, lease: over });
      const work = await load(open(), 'a');
      await effects.settle({ instance: 'a', key: 'e', now });
      const late = turn(work, {
        state: { context: 'wrong' },
        settled: ['f', 'e'],
        effects: { add: [activity('g')] },
        timers: { set: [{ id: 't', at: now }] },
        history: [{ time: now, type: 'task.completed' }],
      });
      expect(await instances.commit(late)).toBe('conflict');
      expect(await load(open(), 'a')).toEqual(work);
      expect(await open().doorbell.nextTimer()).toBeUndefined();
      expect(await open().history.read({ instance: 'a', after: 0 })).toEqual([]);
      expect(await takeKeys()).toEqual(['f']);
    });

    test('takes a result although another owner has the effect by now', async () => {
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      expect(await takeKeys()).toEqual(['e']);
      expect(await advance(open(), 'a', { settled: ['e'] })).toEqual({ more: false });
      expect(await takeKeys()).toEqual([]);
    });

    test('of two turns that take the same result one is a conflict', async () => {
      const { instances } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      const work = await load(open(), 'a');
      const outcomes = await Promise.all([1, 2].map(() => instances.commit(turn(work, { settled: ['e'] }))));
      expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(1);
    });

    test('an effect may be added again by the turn that took its result', async () => {
      await begin(open(), 'a', { effects: { add: ['e', 'f'].map(activity) }, lease: over });
      await advance(open(), 'a', { settled: ['e'], effects: { add: [activity('e')] }, lease: over });
      expect(await takeKeys()).toEqual(['f', 'e']);
    });

    test('leaves the inbox as it is where a result was taken directly', async () => {
      const { instances } = open();
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      const work = await load(open(), 'a');
      await instances.push({ instance: 'a', id: 'x', stimulus: { kind: 'cancel' }, now });
      expect(await instances.commit(turn(work, { settled: ['e'] }))).toEqual({ more: true });
      expect(await stimuli(open(), 'a')).toEqual([{ kind: 'cancel' }]);
    });

    test('the last turn of an instance takes results too', async () => {
      await begin(open(), 'a', { effects: { add: [activity('e')] }, lease: over });
      await end(open(), 'a', { settled: ['e'] });
      expect(await takeKeys()).toEqual([]);
    });

    test('the end of an instance drops its inbox', async () => {
      const { instances } = open();
      await instances.create(newInstance('a'));
      const work = await load(open(), 'a');
      await instances.push({ instance: 'a', id: 'late', stimulus: { kind: 'cancel' }, now });
      const ended = turn(work, { state: { status: 'completed', endedAt: now } });
      expect(await instances.commit(ended)).toEqual({ more: false });
      expect(await stimuli(open(), 'a')).toEqual([]);
    });

    test.each(['completed', 'faulted', 'cancelled'] as const)(
      'an instance that %s waits for nothing',
      async (status) => {
        const { events, doorbell } = open();
        await begin(open(), 'a', {
          waits: { add: [{ key: 'k', early: false }] },
          timers: { set: [{ id: 't', at: now + 5 }] },
        });
        await end(open(), 'a', {}, status);
        await events.accept(routed('e1', { under: ['k'] }));
        expect(await doorbell.fire(now + 10)).toBeUndefined();
        expect(await stimuli(open(), 'a')).toEqual([]);
        expect((await events.list({ limit: 1 }))[0]?.deliveries).toBe(0);
      },
    );

    test('the end of an instance leaves the effects that it does not take back', async () => {
      const { effects } = open();
      const report = { kind: 'report' as const, key: 'r', parent: { instance: 'p', key: 'k' }, output: 1 };
      const lease = { owner: 'one', from: now, duration: 0 };
      const cancel = { kind: 'cancel' as const, key: 'c', child: 'b' };
      await begin(open(), 'a', {
        effects: { add: [{ kind: 'activity', key: 'e', frame: '1' }, cancel] },
        lease,
      });
      await end(open(), 'a', { effects: { add: [report], remove: ['e'] }, lease });
      const taken = await effects.takeExpired({
        now,
        lease: { owner: 'two', from: now, duration: 9 },
        limit: 9,
      });
      expect(taken.map(({ effect }) => effect.key).sort()).toEqual(['c', 'r']);
      expect(await effects.settle({ instance: 'a', key: 'e', now })).toBe(false);
      expect(await effects.settle({ instance: 'a', key: 'c', now })).toBe(true);
      expect(await effects.settle({ instance: 'a', key: 'r', now })).toBe(true);
    });

    test('what the last turn of an instance asks to wait for is dropped', async () => {
      const { events, doorbell } = open();
      await events.accept(routed('e0', { keep: ['k'] }));
      await begin(open(), 'a');
      await end(open(), 'a', {
        waits: { add: [{ key: 'k', early: true, since: 0 }] },
        timers: { set: [{ id: 't', at: now }] },
      });
      await events.accept(routed('e1', { under: ['k'] }));
      expect(await doorbell.nextTimer()).toBeUndefined();
      expect(await stimuli(open(), 'a')).toEqual([]);
    });
  });
}
