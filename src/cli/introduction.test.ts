import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeRedis, type RedisServer, startRedis } from '../../test/redis/server.ts';
import { createMemoryBackend, openBackend } from '../backend/index.ts';
import { introduce, settingsOf } from './introduction.ts';
import type { ServiceOptions } from './service.ts';

const work = {
  turns: 1,
  activities: 1,
  limits: {},
  allowPrivate: 'none',
  allowRun: '',
  lifecycle: 'named',
  keepEnded: 0,
} as const;

const options = (more: Partial<ServiceOptions>): ServiceOptions => ({
  store: 'memory:',
  keepEvents: 0,
  secrets: {},
  debug: false,
  note: () => {},
  ...more,
});

describe('the settings of a process', () => {
  it('are not told where nothing is allowed or bounded', () => {
    expect(settingsOf({ work })).toEqual([]);
  });

  it('are a line each', () => {
    const limits = {
      workflows: [{ namespace: 'shop', name: 'order', atOnce: 2 }],
      hosts: [
        { host: 'a', atOnce: 4 },
        { host: 'b', port: 81, perSecond: 0.5 },
      ],
    };
    const listen = { host: 'h', port: 1, maxBacklog: 50 };
    expect(settingsOf({ listen, work: { ...work, limits, allowPrivate: 'all', allowRun: 'shell' } })).toEqual(
      [
        'calls may reach all private addresses',
        'tasks may start shell',
        'limits of this process: shop/order=2, a=4, b:81=0.5/s',
        'events and starts are refused while 50 instances wait for their turn',
      ],
    );
    expect(settingsOf({ work: { ...work, allowPrivate: 'loopback' } })).toEqual([
      'calls may reach this machine (loopback addresses)',
    ]);
  });
});

it('a limit of a workflow that is not stored is warned of', async () => {
  const backend = createMemoryBackend();
  const stored = { namespace: 'shop', name: 'order', version: '1.0.0' };
  await backend.definitions.put({ ...stored, hash: '', file: '', text: '', bindings: {}, appliedAt: 0 });
  const limits = {
    workflows: [
      { namespace: 'shop', name: 'order', atOnce: 2 },
      { namespace: 'shop', name: 'odrer', atOnce: 2 },
    ],
  };
  expect((await introduce(backend, options({ work: { ...work, limits } }))).warnings).toEqual([
    '--limit-workflow shop/odrer: there is no such workflow yet',
  ]);
});

describeRedis(
  'a Redis that may lose rows',
  () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedis({ configuration: { 'maxmemory-policy': 'allkeys-lru', appendonly: 'no' } });
    });
    afterAll(() => redis.stop());

    it('is warned of', async () => {
      const backend = await openBackend(redis.url);
      const { warnings } = await introduce(backend, options({ store: redis.url }));
      await backend.close();
      expect(warnings).toEqual([
        expect.stringMatching(/^Redis at 127\.0\.0\.1:\d+: maxmemory-policy is allkeys-lru.*noeviction$/),
        expect.stringMatching(/: Nothing is written to disk.*appendonly yes$/),
      ]);
    });

    it('is nothing to say of while it is away', async () => {
      const backend = await openBackend(redis.url);
      await redis.kill();
      expect((await introduce(backend, options({ store: redis.url }))).warnings).toEqual([]);
      await redis.restart();
      await backend.close();
    });
  },
  'own',
);
