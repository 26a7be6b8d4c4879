import { describe, expect, test } from 'vitest';
import { pendingInstance } from '../../machine/instance.ts';
import type { Backend } from '../backend.ts';
import { advance, begin, definition, end, load, newInstance, now, stimuli } from './samples.ts';

export function instancesSuite(open: () => Backend): void {
  describe('instances', () => {
    test('a new instance is pending, with a start stimulus', async () => {
      const { instances } = open();
      const request = newInstance('a', { parent: { instance: 'p', key: 'p/do/0~1' } });
      expect(await instances.create(request)).toBe(true);
      expect(await instances.get('a')).toEqual(pendingInstance(request));
      expect(await stimuli(open(), 'a')).toEqual([{ kind: 'start' }]);
    });

    test('creating an id again changes nothing', async () => {
      const { instances } = open();
      await begin(open(), 'a');
      expect(await instances.create(newInstance('a', { input: 'other' }))).toBe(false);
      expect((await instances.get('a'))?.input).toEqual({ order: 'a' });
      expect(await stimuli(open(), 'a')).toEqual([]);
    });

    test('what was found by the current revision of the definitions is created', async () => {
      const { definitions, instances } = open();
      const revision = await definitions.revision();
      expect(await instances.create(newInstance('a'), { revision })).toBe(true);
    });

    test('what was found by an older revision is stale, and nothing changes', async () => {
      const { definitions, instances } = open();
      const revision = await definitions.revision();
      await definitions.put(definition('1.0.0'));
      expect(await instances.create(newInstance('a'), { revision })).toBe('stale');
      expect(await instances.get('a')).toBeUndefined();
    });

    test('the same instance created many times at once is created once', async () => {
      const { instances } = open();
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => instances.create(newInstance('a'))));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await stimuli(open(), 'a')).toHaveLength(1);
    });

    test('an instance that does not exist is undefined', async () => {
      const { instances } = open();
      expect(await instances.get('a')).toBeUndefined();
      expect(await instances.load('a')).toBeUndefined();
    });

    test('any JSON comes back as it went in', async () => {
      const { instances } = open();
      const input = {
        text: 'ü ¥ \u2028 "\\" \u0000',
        list: [1, -0.5, 1e300, null, true, {}],
        nested: { a: [[]] },
      };
      await instances.create(newInstance('a', { input }));
      expect((await instances.get('a'))?.input).toEqual(input);
    });

    test('the list has the newest first', async () => {
      const { instances } = open();
      await instances.create(newInstance('b', { now: now + 1 }));
      await instances.create(newInstance('c', { now: now + 3 }));
      await instances.create(newInstance('a', { now: now + 2 }));
      expect((await instances.list({ limit: 9 })).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
    });

    test('the list has at most as many as asked', async () => {
      const { instances } = open();
      for (const step of [0, 1, 2]) await instances.create(newInstance(`i${step}`, { now: now + step }));
      expect((await instances.list({ limit: 2 })).map(({ id }) => id)).toEqual(['i2', 'i1']);
    });

    test('the list can be narrowed by status', async () => {
      const { instances } = open();
      await begin(open(), 'a');
      await begin(open(), 'b');
      await end(open(), 'b');
      await instances.create(newInstance('c'));
      await begin(open(), 'd');
      await advance(open(), 'd', { state: { status: 'suspended' } });
      const ids = async (status: 'waiting' | 'suspended' | 'completed' | 'pending' | 'faulted') =>
        (await instances.list({ status, limit: 9 })).map(({ id }) => id);
      expect([
        await ids('waiting'),
        await ids('suspended'),
        await ids('completed'),
        await ids('pending'),
        await ids('faulted'),
      ]).toEqual([['a'], ['d'], ['b'], ['c'], []]);
    });

    test('the list can be narrowed by namespace, name and version', async () => {
      const { instances } = open();
      const ids = { namespace: 'shop', name: 'order', version: '1.0.0' };
      await instances.create(newInstance('a', { definition: ids }));
      await instances.create(newInstance('b', { definition: { ...ids, namespace: 'bank' } }));
      await instances.create(newInstance('c', { definition: { ...ids, name: 'payment' } }));
      await instances.create(newInstance('d', { definition: { ...ids, version: '2.0.0' } }));
      const found = async (query: object) => {
        const list = await instances.list({ ...query, limit: 9 });
        return list.map(({ id }) => id).sort();
      };
      expect(await found({ namespace: 'bank' })).toEqual(['b']);
      expect(await found({ name: 'payment' })).toEqual(['c']);
      expect(await found({ namespace: 'shop', name: 'order' })).toEqual(['a', 'd']);
      expect(await found(ids)).toEqual(['a']);
    });

    test('a narrowed list is as long as asked when there are enough', async () => {
      const { instances } = open();
      const other = { namespace: 'shop', name: 'payment', version: '1.0.0' };
      for (let step = 0; step < 20; step++) {
        const more = step % 2 === 0 ? {} : { definition: other };
        await instances.create(newInstance(`i${step}`, { now: now + step, ...more }));
      }
      const list = await instances.list({ name: 'order', limit: 5 });
      expect(list.map(({ id }) => id)).toEqual(['i18', 'i16', 'i14', 'i12', 'i10']);
    });

    test('a summary tells when an ended instance ended', async () => {
      const { instances } = open();
      await begin(open(), 'a');
      const summary = { id: 'a', definition: newInstance('a').definition, startedAt: now };
      expect(await instances.list({ limit: 1 })).toEqual([{ ...summary, status: 'waiting' }]);
      await end(open(), 'a', {}, 'faulted');
      expect(await instances.list({ limit: 1 })).toEqual([
        { ...summary, status: 'faulted', endedAt: now + 1000 },
      ]);
    });

    test('pushed stimuli wait in the order in which they came', async () => {
      const { instances } = open();
      await begin(open(), 'a');
      for (const id of ['z', 'y', 'x'])
        await instances.push({ instance: 'a', id, stimulus: { kind: 'completed', key: id, output: 1 }, now });
      expect((await load(open(), 'a')).inbox.map(({ id }) => id)).toEqual(['z', 'y', 'x']);
    });

    test('a pushed id is taken once', async () => {
      const { instances } = open();
      await begin(open(), 'a');
      const request = { instance: 'a', id: 'c', stimulus: { kind: 'cancel' as const }, now };
      expect(await instances.push(request)).toBe(true);
      expect(await instances.push(request)).toBe(false);
      expect(await stimuli(open(), 'a')).toEqual([{ kind: 'cancel' }]);
    });

    test('a pushed id is remembered after its entry was used up', async () => {
      const { instances } = open();
      await begin(open(), 'a');
      const request = { instance: 'a', id: 'c', stimulus: { kind: 'cancel' as const }, now };
      await instances.push(request);
      await advance(open(), 'a');
      expect(await instances.push(request)).toBe(false);
      expect(await stimuli(open(), 'a')).toEqual([]);
    });

    test('the last 1 000 pushed ids are remembered', async () => {
      const { instances } = open();
      await begin(open(), 'a');
      await begin(open(), 'b');
      const push = (id: string, instance = 'a') =>
        instances.push({ instance, id, stimulus: { kind: 'cancel' as const }, now });
      await push('first', 'b');
      for (const id of ['first', 'second', 'third']) await push(id);
      await Promise.all(Array.from({ length: 998 }, (_, index) => push(`p${index}`)));
      expect(await push('second')).toBe(false);
      expect(await push('first', 'b')).toBe(false);
      expect(await push('first')).toBe(true);
      expect(await push('second')).toBe(true);
    });

    test('a pushed id is remembered for its own instance only', async () => {
      const { instances } = open();
      await begin(open(), 'a');
      await begin(open(), 'b');
      const request = { id: 'c', stimulus: { kind: 'cancel' as const }, now };
      await instances.push({ ...request, instance: 'a' });
      expect(await instances.push({ ...request, instance: 'b' })).toBe(true);
    });

    test('nothing is pushed to an instance that does not exist', async () => {
      const { instances } = open();
      expect(await instances.push({ instance: 'a', id: 'c', stimulus: { kind: 'cancel' }, now })).toBe(false);
      expect(await instances.load('a')).toBeUndefined();
    });

    test('nothing is pushed to an ended instance', async () => {
      const { instances } = open();
      await begin(open(), 'a');
      await end(open(), 'a');
      expect(await instances.push({ instance: 'a', id: 'c', stimulus: { kind: 'cancel' }, now })).toBe(false);
      expect(await stimuli(open(), 'a')).toEqual([]);
    });

    test('a turn is given the oldest 256 entries', async () => {
      const { instances } = open();
      await begin(open(), 'a');
      const ids = Array.from({ length: 300 }, (_, index) => `p${index}`);
      await Promise.all(
        ids.map((id) => instances.push({ instance: 'a', id, stimulus: { kind: 'cancel' }, now })),
      );
      const first = await load(open(), 'a');
      expect(first.inbox).toHaveLength(256);
      expect(await advance(open(), 'a')).toEqual({ more: true });
      const second = await load(open(), 'a');
      expect([...first.inbox, ...second.inbox].map(({ id }) => id).sort()).toEqual(ids.toSorted());
    });
  });
}
