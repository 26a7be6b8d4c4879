import { afterAll, beforeAll } from 'vitest';
import { openBackend } from '../../src/backend/index.ts';
import { describeRedis, type RedisServer, startRedis } from '../redis/server.ts';
import { orderPaths } from './paths.ts';

describeRedis(
  'on Redis',
  () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis.stop());
    let opened = 0;
    orderPaths(() => openBackend(`${redis.url}/${opened++}`));
  },
  'own',
);
