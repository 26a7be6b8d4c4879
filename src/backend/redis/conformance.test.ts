import { afterAll, beforeAll } from 'vitest';
import { describeRedis, type RedisServer, startAnyRedis } from '../../../test/redis/server.ts';
import type { Backend } from '../backend.ts';
import { backendConformance, compareWithMemory, type Subject } from '../conformance/index.ts';
import { createRedisBackend } from './index.ts';

describeRedis('on a Redis of its own', () => {
  let server: RedisServer;
  let serial = 0;
  beforeAll(async () => {
    server = await startAnyRedis();
  });
  afterAll(() => server.stop());

  /** A prefix of its own makes a store of its own. */
  async function make(partitions: number): Promise<Subject> {
    const prefix = `conformance-${Date.now()}-${serial++}`;
    const opened: Backend[] = [];
    const open = async (): Promise<Backend> => {
      const backend = await createRedisBackend({ url: server.url, prefix, partitions });
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

  backendConformance('redis, one partition,', () => make(1), { clock: 'store' });
  backendConformance('redis, four partitions,', () => make(4), { clock: 'store' });
  compareWithMemory('redis', () => make(3), { runs: 4, steps: 400 });
});
