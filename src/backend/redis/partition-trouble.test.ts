import { expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis } from '../../../test/redis/server.ts';
import type { Backend } from '../backend.ts';
import { begin, day, now, routed, stimuli } from '../conformance/samples.ts';
import { eventIdentity } from './partition.ts';

describeRedis('a partition in trouble', () => {
  const bench = redisBench();
  const ids = Array.from({ length: 24 }, (_, index) => `i${index}`);
  const over = { owner: 'dead', from: now, duration: 0 };
  const mine = { owner: 'mine', from: now, duration: day };
  const activity = (key: string) => ({ kind: 'activity' as const, key, frame: '1' });

  /** Commands on that key of the first partition fail from now on; returns the ids that live in other ones. */
  async function breakKey(name: string): Promise<readonly string[]> {
    const { of, tags } = bench.partitions;
    const [tag = ''] = tags;
    await bench.admin.del(`${tag}:${name}`);
    await bench.admin.set(`${tag}:${name}`, 'not what it should be');
    return ids.filter((id) => of(id) !== tag);
  }

  const takeAll = async (backend: Backend, limit = 99): Promise<readonly string[]> =>
    (await backend.effects.takeExpired({ now, lease: mine, limit })).map(({ instance }) => instance);

  it('keeps no timer of another one from firing, and is told', async () => {
    const backend = await bench.open();
    for (const id of ids) await begin(backend, id, { timers: { set: [{ id: 't', at: now }] } });
    const others = await breakKey('timers');
    await expect(backend.doorbell.fire(now)).rejects.toThrow('WRONGTYPE');
    for (const id of others) expect(await stimuli(backend, id)).toHaveLength(1);
  });

  it('keeps no effect of another one from being taken over, and is told when nothing is left', async () => {
    const backend = await bench.open();
    for (const id of ids) await begin(backend, id, { effects: { add: [activity(id)] }, lease: over });
    const others = await breakKey('leases');
    expect((await takeAll(backend)).toSorted()).toEqual(others.toSorted());
    await expect(takeAll(backend)).rejects.toThrow('WRONGTYPE');
  });

  it.each(['routing', 'pending'])('keeps no other one from being swept, and is told (%s)', async (key) => {
    const [backend, worker] = [await bench.open(), await bench.open()];
    const answered = new Set<string>();
    for (const id of ids) await begin(backend, id, { waits: { add: [{ key: 'k', early: false }] } });
    for (const id of ids)
      await backend.instances.push({ instance: id, id: 'p', stimulus: { kind: 'cancel' }, now });
    const others = await breakKey(key);
    // Without its tokens nobody but the sweep rings.
    await bench.admin.del(await bench.admin.keys(`{${bench.prefix}:*}:bell`));
    await worker.doorbell.listen({ concurrency: 9, answer: async (id) => void answered.add(id) });
    await expect(worker.doorbell.sweep({ now: now + 9, before: now + 9 })).rejects.toThrow('WRONGTYPE');
    for (const id of others) await expect.poll(() => answered.has(id)).toBe(true);
  });

  it('is not where every search for expired effects begins', async () => {
    const backend = await bench.open();
    for (const id of ids) await begin(backend, id, { effects: { add: [activity(id)] }, lease: over });
    const first = (await Promise.all([1, 2, 3, 4].map(() => takeAll(backend, 1)))).flat();
    expect(new Set(first.map(bench.partitions.of)).size).toBe(4);
  });

  it('fails no event that is taken in already', async () => {
    const backend = await bench.open();
    await breakKey('retained');
    const { of, tags } = bench.partitions;
    const event = ids
      .map((id) => routed(id))
      .find(({ event: { source, id } }) => of(eventIdentity(source, id)) !== tags[0]);
    expect(event && (await backend.events.accept(event))).toBe('accepted');
  });
});
