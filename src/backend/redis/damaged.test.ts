import { expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis } from '../../../test/redis/server.ts';
import type { Backend } from '../backend.ts';
import { begin, day, load, now, stimuli, turn } from '../conformance/samples.ts';

describeRedis('a turn that meets what a hand has damaged', () => {
  const bench = redisBench();
  const over = { owner: 'dead', from: now, duration: 0 };
  const mine = { owner: 'mine', from: now, duration: day };
  const activity = (key: string) => ({ kind: 'activity' as const, key, frame: '1' });

  async function broken(name: string): Promise<void> {
    const [tag = ''] = bench.partitions.tags;
    await bench.admin.del(`${tag}:${name}`);
    await bench.admin.set(`${tag}:${name}`, 'not what it should be');
  }

  /** Of a dead process, one of each instance. */
  async function open(...ids: readonly string[]): Promise<Backend> {
    const backend = await bench.open({ partitions: 1 });
    for (const id of ids)
      await begin(backend, id, { effects: { add: [activity(`${id}-old`)] }, lease: over });
    return backend;
  }

  const effectsLeft = async (backend: Backend): Promise<readonly string[]> => {
    const taken = await backend.effects.takeExpired({ now, lease: mine, limit: 99 });
    return taken.map(({ effect }) => effect.key).toSorted();
  };

  it.each(['waits:k', 'inbox:b', 'entries:b', 'history:b', 'waited', 'kept:k'])(
    'leaves all effects that there are to whoever takes them over (%s)',
    async (name) => {
      const backend = await open('a', 'b', 'c');
      const push = { id: 'p', stimulus: { kind: 'cancel' }, now } as const;
      for (const id of ['a', 'b', 'c']) await backend.instances.push({ ...push, instance: id });
      const works = await Promise.all(['a', 'b', 'c'].map((id) => load(backend, id)));
      await broken(name);
      const change = (id: string) => ({
        settled: [`${id}-old`],
        effects: { add: [activity(`${id}-new`)] },
        lease: over,
        history: [{ time: now, type: 'instance.started' as const }],
        ...(id === 'b' ? { waits: { add: [{ key: 'k', early: true }] } } : {}),
      });
      const outcomes = await Promise.allSettled(
        works.map((work) => backend.instances.commit(turn(work, change(work.instance.id)))),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await effectsLeft(backend)).toEqual(['a-new', 'b-new', 'c-new']);
    },
  );

  it('loses nothing else where its own row is damaged', async () => {
    const backend = await open('a');
    const [tag = ''] = bench.partitions.tags;
    await backend.instances.push({ instance: 'a', id: 'p', stimulus: { kind: 'cancel' }, now });
    const work = await load(backend, 'a');
    await bench.admin.hset(`${tag}:instance:a`, 'effect::bad', 'not an effect');
    const change = { effects: { add: [activity('new')], remove: ['bad'] }, lease: over };
    expect(await backend.instances.commit(turn(work, change))).toEqual({ more: false });
    expect(await stimuli(backend, 'a')).toEqual([]);
    expect(await effectsLeft(backend)).toEqual(['a-old', 'new']);
  });

  it.each(['timers', 'ended', 'instances:live', 'pending'])(
    'leaves the leases of all in the call where a set of the partition is damaged (%s)',
    async (name) => {
      const backend = await open('a', 'b');
      const works = await Promise.all(['a', 'b'].map((id) => load(backend, id)));
      await broken(name);
      const ended = { status: 'faulted', endedAt: now } as const;
      const change = { effects: { add: [activity('new')] }, lease: over, timers: { clear: ['t'] } };
      await Promise.allSettled(
        works.map((work) => backend.instances.commit(turn(work, { ...change, state: ended }))),
      );
      expect(await effectsLeft(backend)).toEqual(['a-old', 'b-old', 'new', 'new']);
    },
  );

  it.each(['state', 'given'])('is not begun anew when the row has lost its %s', async (field) => {
    const backend = await open('a');
    const [tag = ''] = bench.partitions.tags;
    await bench.admin.hdel(`${tag}:instance:a`, field);
    await expect(backend.instances.get('a')).rejects.toThrow();
    await expect(backend.instances.load('a')).rejects.toThrow();
  });

  it('keeps nobody else from being answered', async () => {
    const backend = await open('a', 'b', 'c');
    const [tag = ''] = bench.partitions.tags;
    await bench.admin.hdel(`${tag}:instance:a`, 'state');
    const push = { id: 'p', stimulus: { kind: 'cancel' }, now } as const;
    for (const id of ['a', 'b', 'c']) await backend.instances.push({ ...push, instance: id });
    const answered = new Map<string, boolean>();
    const other = await bench.open({ partitions: 1 });
    const listening = await other.doorbell.listen({
      concurrency: 8,
      answer: async (instance, work) => void answered.set(instance, work !== undefined),
    });
    await expect.poll(() => answered.size, { timeout: 10_000 }).toBe(3);
    await listening.stop();
    expect(Object.fromEntries(answered)).toEqual({ a: false, b: true, c: true });
  });
});
