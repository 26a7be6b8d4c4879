import { expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis, startRedis } from '../../../test/redis/server.ts';
import type { Backend, Prospect } from '../backend.ts';
import { begin, day, definition, newInstance, now, routed, until } from '../conformance/samples.ts';
import { createRedisBackend } from './backend.ts';

describeRedis('a store that is asked what there is to do', () => {
  const bench = redisBench();
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

  async function look(backend: Backend): Promise<Prospect> {
    if (backend.doorbell.look === undefined) throw new Error('the store does not tell');
    return backend.doorbell.look();
  }

  /** Scripts that were run meanwhile. */
  async function scriptsOf(work: () => Promise<unknown>): Promise<number> {
    const count = async (): Promise<number> => {
      const calls = /cmdstat_evalsha:calls=(\d+)/.exec(await bench.admin.info('commandstats'));
      return Number(calls?.[1] ?? 0);
    };
    const before = await count();
    await work();
    return (await count()) - before;
  }

  it('says that there is nothing, and the revision', async () => {
    const backend = await bench.open();
    await backend.instances.create(newInstance('a'));
    expect(await look(backend)).toEqual({ nextTimer: undefined, expired: false, revision: '0' });
    await backend.definitions.put(definition('1.0.0'));
    const { revision } = await look(backend);
    expect(revision).toBe(await backend.definitions.revision());
  });

  it('knows the earliest timer of all partitions', async () => {
    const backend = await bench.open();
    for (const [index, id] of ids.entries()) {
      await begin(backend, id, { timers: { set: [{ id: 't', at: now + 100 - index }] } });
    }
    expect((await look(backend)).nextTimer).toBe(now + 93);
    await backend.doorbell.fire(now + 95);
    expect((await look(backend)).nextTimer).toBe(now + 96);
  });

  it.each(ids)('knows of a lease that has run out in the partition of %s', async (id) => {
    const backend = await bench.open();
    const effect = { kind: 'activity' as const, key: 'e', frame: '1' };
    await begin(backend, 'other', {
      effects: { add: [effect] },
      lease: { owner: 'one', from: now, duration: day },
    });
    expect((await look(backend)).expired).toBe(false);
    await begin(backend, id, { effects: { add: [effect] }, lease: { owner: 'one', from: now, duration: 1 } });
    await until(async () => (await look(backend)).expired);
  });

  it('is asked by one script, however many partitions it has, and swept by one when nothing is to do', async () => {
    const backend = await bench.open({ partitions: 16 });
    await look(backend);
    const sweep = () => backend.doorbell.sweep({ now, before: now - 1 });
    await sweep();
    expect(await scriptsOf(() => look(backend))).toBe(1);
    expect(await scriptsOf(sweep)).toBe(1);
  });

  it('forgets old events of partitions in which nothing else is to do', async () => {
    const backend = await bench.open();
    for (const id of ids) await backend.events.accept(routed(id));
    await backend.doorbell.sweep({ now: now + day, before: now + day - 1 });
    expect(await bench.admin.keys(`{${bench.prefix}:*}:event:*`)).toEqual([]);
    expect(await backend.events.list({ limit: 10 })).toEqual([]);
  });

  it('says that there may be anything while it is away', { timeout: 30_000 }, async () => {
    const server = await startRedis();
    const backend = await createRedisBackend({ url: server.url });
    try {
      await server.stop();
      expect(await look(backend)).toEqual({ nextTimer: Number.NEGATIVE_INFINITY, expired: true });
      const sweep = backend.doorbell.sweep({ now, before: now - 1 });
      await expect(sweep).rejects.toMatchObject({ code: 'unreachable' });
    } finally {
      await backend.close();
    }
  });
});
