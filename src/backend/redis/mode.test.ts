import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { describeRedis, type RedisServer, startRedis } from '../../../test/redis/server.ts';
import { openBackend } from '../open.ts';
import { inspectRedis } from './inspect.ts';
import { explainMode } from './mode.ts';

test('the password is in no hint', () => {
  const refused = new Error('ERR This instance has cluster support disabled');
  expect(explainMode(refused, 'redis+cluster://me:secret@one:7000,two')).toMatchObject({
    message: 'Redis at one:7000 is no cluster',
    hint: 'Use redis://one:7000',
  });
});

test('another error stays what it is', () => {
  const error = new Error('ERR unknown command');
  expect(explainMode(error, 'redis+cluster://one')).toBe(error);
});

describeRedis(
  'a URL of the wrong kind',
  () => {
    let single: RedisServer;
    let node: RedisServer;
    beforeAll(async () => {
      [single, node] = await Promise.all([
        startRedis(),
        startRedis({ configuration: { 'cluster-enabled': 'yes', 'cluster-announce-ip': '127.0.0.1' } }),
      ]);
      const admin = new Redis(node.url);
      // It holds every slot, so that nothing is moved and only its kind is left to refuse.
      await admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      admin.disconnect();
    });
    afterAll(() => Promise.all([single.stop(), node.stop()]));

    it.each([
      ['opening', openBackend],
      ['looking', inspectRedis],
    ])('is told when %s: a single server is no cluster', async (_, use) => {
      await expect(use(`redis+cluster://127.0.0.1:${single.port}`)).rejects.toMatchObject({
        code: 'usage',
        message: `Redis at 127.0.0.1:${single.port} is no cluster`,
        hint: `Use redis://127.0.0.1:${single.port}`,
      });
    });

    it.each([
      ['opening', openBackend],
      ['looking', inspectRedis],
    ])('is told when %s: a node of a cluster is no single server', async (_, use) => {
      await expect(use(`${node.url}/0`)).rejects.toMatchObject({
        code: 'usage',
        message: `Redis at 127.0.0.1:${node.port}/0 is a node of a cluster`,
        hint: `Use redis+cluster://127.0.0.1:${node.port}`,
      });
    });
  },
  'own',
);
