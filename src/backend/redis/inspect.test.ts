import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { describeRedis, type RedisServer, startRedis } from '../../../test/redis/server.ts';
import { inspection, inspectRedis } from './inspect.ts';

const good = {
  redis_version: '7.0.15',
  redis_mode: 'standalone',
  role: 'master',
  maxmemory_policy: 'noeviction',
  aof_enabled: '1',
};

function inspect(info: Record<string, string>, settings: Record<string, string> = { appendfsync: 'always' }) {
  return inspection(
    'here',
    new Map(Object.entries({ ...good, ...info })),
    new Map(Object.entries(settings)),
  ).problems.map(({ level, message }) => `${level}: ${message}`);
}

test('a Redis that keeps everything has no problems', () => {
  expect(inspect({})).toEqual([]);
});

test('one that may evict is an error', () => {
  expect(inspect({ maxmemory_policy: 'allkeys-lru' })).toEqual([
    expect.stringMatching(/^error: maxmemory-policy is allkeys-lru/),
  ]);
});

test('one without any persistence is an error, one with snapshots only a warning', () => {
  expect(inspect({ aof_enabled: '0' }, { save: '' })).toEqual([
    expect.stringMatching(/^error: Nothing is written/),
  ]);
  expect(inspect({ aof_enabled: '0' }, { save: '60 1' })).toEqual([
    expect.stringMatching(/^warning: Only snapshots/),
  ]);
});

test('one that syncs every second is a warning', () => {
  expect(inspect({}, { appendfsync: 'everysec' })).toEqual([
    expect.stringMatching(/^warning: appendfsync is everysec/),
  ]);
});

test('one that does not tell its settings is not blamed for them', () => {
  expect(inspect({}, {})).toEqual([]);
});

test('an old one and a replica are errors', () => {
  expect(inspect({ redis_version: '6.0.9' })).toEqual(['error: Redis 6.0.9 is too old']);
  expect(inspect({ role: 'slave' })).toEqual(['error: This is a replica: it refuses writes']);
});

test('Valkey has its own version', () => {
  const info = new Map(
    Object.entries({ ...good, server_name: 'valkey', redis_version: '7.2.4', valkey_version: '8.1.0' }),
  );
  expect(inspection('here', info, new Map())).toMatchObject({ server: 'valkey', version: '8.1.0' });
});

describeRedis(
  'a running server',
  () => {
    let server: RedisServer;
    beforeAll(async () => {
      server = await startRedis({
        configuration: { appendfsync: 'everysec', 'maxmemory-policy': 'allkeys-lru' },
      });
    });
    afterAll(() => server.stop());

    it('is inspected', async () => {
      const found = await inspectRedis(server.url);
      expect(found).toMatchObject({
        address: `127.0.0.1:${server.port}`,
        mode: 'standalone',
        maxmemoryPolicy: 'allkeys-lru',
        appendonly: true,
        appendfsync: 'everysec',
        snapshots: false,
      });
      expect(found.problems.map(({ level }) => level)).toEqual(['error', 'warning']);
    });
  },
  'own',
);
