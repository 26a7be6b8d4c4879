import { afterAll, beforeAll } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { backendConformance, type Subject } from '../../src/backend/conformance/index.ts';
import { createRedisBackend } from '../../src/backend/redis/index.ts';
import { describeRedis } from '../redis/server.ts';
import { type RedisCluster, startCluster } from './cluster.ts';

describeRedis(
  'on a cluster of three masters',
  () => {
    let cluster: RedisCluster;
    let serial = 0;
    beforeAll(async () => {
      cluster = await startCluster();
    });
    afterAll(() => cluster.stop());

    /** A prefix of its own makes a store of its own; its partitions are on different masters. */
    async function make(): Promise<Subject> {
      const prefix = `conformance-${serial++}`;
      const opened: Backend[] = [];
      const open = async (): Promise<Backend> => {
        const backend = await createRedisBackend({ url: cluster.url, prefix, partitions: 4 });
        opened.push(backend);
        return backend;
      };
      const close = async (): Promise<void> => {
        for (const backend of opened.splice(0)) await backend.close();
      };
      return {
        backend: await open(),
        reopen: async () => {
          await close();
          return open();
        },
        close,
      };
    }

    backendConformance('redis on a cluster', make, { clock: 'store' });
  },
  'own',
);
