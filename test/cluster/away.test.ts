import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { createRedisBackend } from '../../src/backend/redis/index.ts';
import { describeRedis } from '../redis/server.ts';
import { consume, definition, until } from '../redis/turns.ts';
import { type RedisCluster, startCluster } from './cluster.ts';

/** Longer than one command is tried again, and than the others take to find out, in milliseconds. */
const outage = 2_200;

describeRedis(
  'a cluster that is away',
  () => {
    let cluster: RedisCluster;
    beforeAll(async () => {
      cluster = await startCluster();
    });
    afterAll(() => cluster.stop());
    beforeEach(async () => {
      await until(serves);
    });

    const serves = (): Promise<boolean> =>
      done(createRedisBackend({ url: cluster.url }).then((backend) => backend.close()));

    /** Masters that are back may still find one another away for a moment. */
    async function open(): Promise<Backend> {
      for (;;) {
        try {
          return await createRedisBackend({ url: cluster.url });
        } catch {
          await pause(100);
        }
      }
    }

    it('is unreachable when no master answers', async () => {
      await Promise.all(cluster.masters.map((master) => master.kill()));
      const opening = createRedisBackend({ url: cluster.url });
      await expect(opening).rejects.toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining('Cannot reach Redis at cluster 127.0.0.1'),
      });
      await Promise.all(cluster.masters.map((master) => master.restart()));
    });

    it('is unreachable when the masters that are left refuse to serve', async () => {
      await cluster.masters[0]?.kill();
      await pause(outage);
      const opening = createRedisBackend({ url: cluster.url });
      await expect(opening).rejects.toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining('refuses to serve: CLUSTERDOWN'),
      });
      await cluster.masters[0]?.restart();
    });

    it('is unreachable for a process that was connected, until it is back', async () => {
      const backend = await open();
      const create = (id: string) => backend.instances.create({ id, definition, input: {}, now: 1 });
      // That a store can be opened says that one master serves: each of them may still be learning of the others.
      await until(() => done(create('before')));
      await Promise.all(cluster.masters.map((master) => master.kill()));
      await expect(create('meanwhile')).rejects.toMatchObject({ code: 'unreachable' });
      await Promise.all(cluster.masters.map((master) => master.restart()));
      await until(() => done(create('after')));
      await until(() => done(backend.instances.load('before')));
      expect(await backend.instances.load('before')).toMatchObject({ instance: { id: 'before' } });
      await backend.close();
    });

    it('keeps the followers of a history', async () => {
      const backend = await open();
      const followed = { id: 'followed', definition, input: {}, now: 1 };
      await until(() => done(backend.instances.create(followed)));
      await consume(backend, 'followed');
      const stop = new AbortController();
      const seen: number[] = [];
      const following = (async () => {
        const { signal } = stop;
        for await (const { number } of backend.history.follow({ instance: 'followed', after: 0, signal })) {
          seen.push(number);
        }
      })();
      await until(() => seen.length === 1);
      await Promise.all(cluster.masters.map((master) => master.kill()));
      await pause(outage);
      await Promise.all(cluster.masters.map((master) => master.restart()));
      const cancel = { instance: 'followed', id: 'cancel', stimulus: { kind: 'cancel' }, now: 2 } as const;
      await until(() => done(backend.instances.push(cancel)));
      await consume(backend, 'followed');
      await until(() => seen.length === 2);
      stop.abort();
      await following;
      expect(seen).toEqual([1, 2]);
      await backend.close();
    });
  },
  'own',
);

/** False when it failed. */
function done(asked: Promise<unknown>): Promise<boolean> {
  return asked.then(
    () => true,
    () => false,
  );
}
