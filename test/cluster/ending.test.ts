import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { connect, hangUp } from '../../src/backend/redis/connection.ts';
import { createRedisBackend } from '../../src/backend/redis/index.ts';
import { describeRedis } from '../redis/server.ts';
import { definition, until } from '../redis/turns.ts';
import { type RedisCluster, startCluster } from './cluster.ts';

/** Milliseconds after which whoever is told to stop while a cluster is away has stopped: long ago, or never. */
const longAgo = 8_000;

const stopped = (stopping: Promise<unknown>): Promise<string> =>
  Promise.race([stopping.then(() => 'stopped'), pause(longAgo, 'still at it')]);

describeRedis(
  'a cluster that is away',
  () => {
    let cluster: RedisCluster;
    beforeAll(async () => {
      cluster = await startCluster();
    });
    afterAll(() => cluster.stop());
    beforeEach(() => until(serves));

    /** Every master knows of all others again. */
    async function serves(): Promise<boolean> {
      try {
        const backend = await createRedisBackend({ url: cluster.url });
        const ids = Array.from({ length: 32 }, (_, index) => `i${index}`);
        await Promise.all(ids.map((id) => backend.instances.get(id))).finally(() => backend.close());
        return true;
      } catch {
        return false;
      }
    }

    const kill = () => Promise.all(cluster.masters.map((master) => master.kill()));
    const restart = () => Promise.all(cluster.masters.map((master) => master.restart()));

    it.each([0, 60, 150, 310, 700, 1_300])(
      'lets go of what waits on a connection that is hung up %i ms after its death',
      async (time) => {
        const connection = await connect(cluster.url);
        const clients = Array.from({ length: 6 }, () => connection.patient());
        const waiting = clients.map(async (client, index) => {
          await expect(client.blpop(`k${index}`, 0)).rejects.toThrow();
        });
        await until(() => clients.every(({ status }) => status === 'ready'));
        await kill();
        await pause(time);
        for (const client of clients) hangUp(client);
        const outcome = await stopped(Promise.all(waiting));
        await connection.close();
        await restart();
        expect(outcome).toBe('stopped');
      },
    );

    it('is not waited for by what was asked when it died', async () => {
      const connection = await connect(cluster.url);
      const tags = Array.from({ length: 16 }, (_, index) => `{t${index}}`);
      await Promise.all(tags.map((tag) => connection.run('next-timer', tag, [])));
      const asked: Promise<unknown>[] = [];
      const asking = setInterval(() => {
        for (const tag of tags) asked.push(connection.run('next-timer', tag, []).catch(() => {}));
      }, 1);
      await pause(100);
      await kill();
      await pause(300);
      clearInterval(asking);
      const outcome = await stopped(Promise.all(asked));
      await connection.close();
      await restart();
      expect(outcome).toBe('stopped');
    });

    it('refuses what is asked on a connection that has ended', async () => {
      const connection = await connect(cluster.url);
      const client = connection.patient();
      await until(() => client.status === 'ready');
      await client.get('k');
      const ended = new Promise((resolve) => client.once('end', resolve));
      hangUp(client);
      await ended;
      await pause(100);
      await expect(client.get('k')).rejects.toThrow();
      await connection.close();
    });

    it.each([0, 200, 900])('lets a worker stop %i ms after its death', async (time) => {
      const backend = await createRedisBackend({ url: cluster.url });
      const listening = await backend.doorbell.listen({ concurrency: 4, answer: async () => {} });
      const chores = backend.chores?.share([{ name: 'sweep', interval: 100, run: async () => {} }]);
      await pause(200);
      await kill();
      await pause(time);
      const stopping = Promise.all([listening.stop(), chores?.stop()]).then(() => backend.close());
      const outcome = await stopped(stopping);
      await restart();
      expect(outcome).toBe('stopped');
    });

    it('lets a worker begin, which works when it is back', async () => {
      const backend = await createRedisBackend({ url: cluster.url });
      const answered: string[] = [];
      await kill();
      const listening = await backend.doorbell.listen({
        concurrency: 4,
        answer: async (id) => void answered.push(id),
      });
      await restart();
      const instance = { id: 'later', definition, input: {}, now: 1 };
      await until(() =>
        backend.instances.create(instance).then(
          () => true,
          () => false,
        ),
      );
      await until(() => answered.includes('later'));
      await listening.stop();
      await backend.close();
    });
  },
  'own',
);
