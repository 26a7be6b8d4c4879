import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRedisBackend } from '../../src/backend/redis/index.ts';
import { describeRedis, type RedisServer, startAnyRedis } from './server.ts';
import { definition } from './turns.ts';

/** In a file of its own, because what one test has loaded stays loaded for the others. */
describeRedis('the weight of BullMQ', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startAnyRedis();
  });
  afterAll(() => server.stop());

  const loaded = (): boolean =>
    Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('node_modules/bullmq/'));

  it('is carried by those who ring, not by those who read', async () => {
    const backend = await createRedisBackend({ url: server.url, prefix: `lazy-${Date.now()}` });
    await backend.instances.list({ limit: 10 });
    await backend.definitions.list();
    await backend.history.read({ instance: 'none', after: 0 });
    expect(loaded()).toBe(false);
    await backend.instances.create({ id: 'a', definition, input: {}, now: 1 });
    // The instance is created before anybody is rung for; a store that is closed has rung.
    await backend.close();
    expect(loaded()).toBe(true);
  });
});
