import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { createRedisBackend } from '../../src/backend/redis/index.ts';
import { describeRedis, type RedisServer, startRedis } from './server.ts';
import { consume, definition, until } from './turns.ts';

describeRedis(
  'Redis going away',
  () => {
    let server: RedisServer;
    let backend: Backend;
    let prefix: string;
    let serial = 0;

    beforeAll(async () => {
      server = await startRedis();
    });
    beforeEach(async () => {
      prefix = `restart-${serial++}`;
      backend = await createRedisBackend({ url: server.url, prefix });
    });
    afterEach(() => backend.close());
    afterAll(() => server.stop());

    const create = (id: string): Promise<unknown> =>
      backend.instances.create({ id, definition, input: {}, now: Date.now() });

    it('keeps everything that was acknowledged before a kill', async () => {
      const acknowledged: string[] = [];
      let serving = true;
      const producers = Array.from({ length: 8 }, async (_, producer) => {
        for (let index = 0; serving; index++) {
          const id = `p${producer}-${index}`;
          try {
            await create(id);
            acknowledged.push(id);
          } catch {
            return;
          }
        }
      });
      await until(() => acknowledged.length > 500);
      await server.kill();
      serving = false;
      await Promise.all(producers);
      await server.restart();
      const found = await Promise.all(acknowledged.map((id) => backend.instances.get(id)));
      expect(found.filter((instance) => instance === undefined)).toHaveLength(0);
    });

    it('refuses with the address while it is away, and serves again afterwards', async () => {
      await create('before');
      await server.kill();
      await expect(create('while')).rejects.toMatchObject({
        code: 'unreachable',
        message: expect.stringContaining(`127.0.0.1:${server.port}`),
      });
      await server.restart();
      expect(await create('after')).toBe(true);
      expect(await backend.instances.get('before')).toBeDefined();
    });

    it('rides out a restart that is quick', async () => {
      await server.kill();
      const created = create('patient');
      await server.restart();
      expect(await created).toBe(true);
    });

    it('is closed while a listener is still being connected', async () => {
      await server.kill();
      const listening = backend.doorbell.listen({ concurrency: 1, answer: async () => {} });
      const outcome = listening.catch(() => {});
      await backend.close();
      await outcome;
      await server.restart();
    });

    it('brings listeners back without being told', async () => {
      const worker = await createRedisBackend({ url: server.url, prefix });
      const answered: string[] = [];
      await worker.doorbell.listen({
        concurrency: 4,
        answer: async (instance) => {
          await consume(worker, instance);
          answered.push(instance);
        },
      });
      await server.kill();
      await server.restart();
      await create('again');
      await until(() => answered.includes('again'));
      await worker.close();
    });

    it('goes on following a history', async () => {
      await create('told');
      await consume(backend, 'told');
      const numbers: number[] = [];
      const stop = new AbortController();
      const following = (async () => {
        const query = { instance: 'told', after: 0, signal: stop.signal };
        for await (const entry of backend.history.follow(query)) numbers.push(entry.number);
      })();
      await until(() => numbers.length === 1);
      await server.kill();
      await server.restart();
      await backend.instances.push({ instance: 'told', id: 'more', stimulus: { kind: 'cancel' }, now: 1 });
      await consume(backend, 'told');
      await until(() => numbers.length === 2);
      stop.abort();
      await following;
      expect(numbers).toEqual([1, 2]);
    });

    it('stops and closes while it is away', async () => {
      const worker = await createRedisBackend({ url: server.url, prefix });
      await worker.doorbell.listen({ concurrency: 1, answer: async () => {} });
      await server.kill();
      await worker.close().finally(() => server.restart());
    });

    it('stops following while it is away', async () => {
      const stop = new AbortController();
      const following = (async () => {
        const query = { instance: 'none', after: 0, signal: stop.signal };
        for await (const entry of backend.history.follow(query))
          expect.fail(`There is no entry ${entry.number}`);
      })();
      await server.kill();
      stop.abort();
      await following.finally(() => server.restart());
    });

    it('says so when nobody answers at the start', async () => {
      await expect(createRedisBackend({ url: 'redis://user:secret@127.0.0.1:1' })).rejects.toMatchObject({
        code: 'unreachable',
        message: 'Cannot reach Redis at 127.0.0.1:1',
      });
    });
  },
  'own',
);
