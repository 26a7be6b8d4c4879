import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Backend, RoutedEvent } from '../../src/backend/backend.ts';
import { createRedisBackend } from '../../src/backend/redis/index.ts';
import { describeRedis, type RedisServer, startRedis } from './server.ts';
import { consume, definition, until } from './turns.ts';

/** A cluster of one node refuses a command over two slots, as a cluster of many does. */
describeRedis(
  'Redis Cluster',
  () => {
    let server: RedisServer;
    let admin: Redis;
    let monitor: Redis;
    /** Every command that the server ran, scripts' own ones with the source `lua`. */
    const seen: { readonly command: readonly string[]; readonly inScript: boolean }[] = [];
    let backend: Backend;

    beforeAll(async () => {
      server = await startRedis({
        configuration: { 'cluster-enabled': 'yes', 'cluster-announce-ip': '127.0.0.1' },
      });
      admin = new Redis(server.url);
      await admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      await until(async () => String(await admin.call('CLUSTER', 'INFO')).includes('cluster_state:ok'));
      monitor = await admin.monitor();
      monitor.on('monitor', (_time: string, command: string[], source: string) => {
        seen.push({ command, inScript: source === 'lua' });
      });
      backend = await createRedisBackend({ url: server.url.replace('redis://', 'redis+cluster://') });
    });
    afterAll(async () => {
      await backend.close();
      monitor.disconnect();
      admin.disconnect();
      await server.stop();
    });

    const event = (id: string, routed: Partial<RoutedEvent> = {}): RoutedEvent => ({
      event: { specversion: '1.0', id, source: 'test', type: 'sold' },
      now: Date.now(),
      keys: [{ key: 'order', keep: true }],
      starts: [],
      ...routed,
    });

    it('takes 16 partitions when nobody says how many', async () => {
      expect(await admin.hget('{eventctl:meta}:store', 'partitions')).toBe('16');
    });

    it('does all that a store does within one slot a command', async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `i${index}`);
      const answered = new Set<string>();
      // Nobody listens yet, so these stand in the ring lists until somebody claims them.
      for (const id of ids) await backend.instances.create({ id, definition, input: {}, now: 1 });
      const listening = await backend.doorbell.listen({
        concurrency: 4,
        answer: async (id) => {
          await consume(backend, id, {
            waits: { add: [{ key: 'order', early: true }], remove: ['other'] },
            timers: { set: [{ id: 'timeout', at: 5_000 }], clear: ['none'] },
            effects: { add: [{ kind: 'activity', key: `${id}~1`, frame: '1' }], remove: ['none'] },
          });
          answered.add(id);
        },
      });
      await until(() => ids.every((id) => answered.has(id)));
      await listening.stop();

      const starts = ids.map((id) => ({ id: `started-${id}`, definition, input: null, now: 2 }));
      expect(await backend.events.accept(event('1', { starts }))).toBe('accepted');
      expect(await backend.events.accept(event('1'))).toBe('duplicate');
      expect(await backend.events.list({ limit: 5 })).toMatchObject([{ deliveries: 40 }]);
      expect(await backend.doorbell.nextTimer()).toBe(5_000);
      expect(await backend.doorbell.look?.()).toMatchObject({ nextTimer: 5_000 });
      expect(await backend.doorbell.fire(5_000)).toBeUndefined();
      const late = Date.now() + 30_000;
      const lease = { owner: 'other', from: late, duration: 60_000 };
      expect(await backend.effects.takeExpired({ now: late, lease, limit: 100 })).toHaveLength(20);
      const effect = { instance: 'i0', key: 'i0~1' };
      expect(await backend.effects.renew({ ...effect, lease })).toBe(true);
      expect(await backend.effects.settle({ ...effect, now: 3 })).toBe(true);
      await backend.doorbell.sweep({ now: late, before: late - 1 });
      expect((await backend.instances.load('i1'))?.inbox.map(({ stimulus }) => stimulus.kind)).toEqual([
        'event',
        'timer',
      ]);
      expect(await backend.instances.list({ limit: 100 })).toHaveLength(40);
      expect(await backend.history.read({ instance: 'i1', after: 0 })).toHaveLength(1);
    });

    it('hands chores round within one slot', { timeout: 20_000 }, async () => {
      let times = 0;
      const run = async (): Promise<void> => {
        times += 1;
      };
      const sharing = backend.chores?.share([{ name: 'sweep', interval: 200, run }]);
      await until(() => times >= 5);
      await sharing?.stop();
      expect((await admin.keys('*:duty:*')).every((key) => key.startsWith('{eventctl:meta}:'))).toBe(true);
      expect(await admin.llen('{eventctl:meta}:duty:wait')).toBe(1);
    });

    it('follows a history on a cluster', async () => {
      const stop = new AbortController();
      for await (const { number } of backend.history.follow({
        instance: 'i2',
        after: 0,
        signal: stop.signal,
      })) {
        expect(number).toBe(1);
        stop.abort();
      }
    });

    it('keeps definitions and services in one slot', async () => {
      const stored = { ...definition, hash: 'h', file: 'f', text: 't', bindings: {}, appliedAt: 1 };
      expect(await backend.definitions.put(stored)).toBe('created');
      expect(await backend.definitions.get({ ...definition, version: 'latest' })).toEqual(stored);
      expect(await backend.definitions.remove(definition)).toBe(true);
    });

    it('writes no key outside its tags', async () => {
      const tags = new Set(
        (await admin.keys('*')).map((key) => /^\{eventctl:(?:\d+|meta)\}:/.exec(key)?.[0]),
      );
      expect(tags.has(undefined)).toBe(false);
      expect(tags.size).toBeGreaterThan(2);
    });

    // The server lets scripts of the old form touch keys that they did not declare, so it would not refuse them.
    it('touches only keys of its own tag in each script', async () => {
      let tag = '';
      const strays: string[] = [];
      const scripts = new Set<string>();
      for (const { command, inScript } of seen) {
        const [name = '', first = '', , key = ''] = command;
        if (/^eval/i.test(name)) {
          tag = /^\{[^}]+\}/.exec(key)?.[0] ?? 'none';
          scripts.add(first);
        } else if (inScript && !/^time$/i.test(name) && !first.startsWith(tag)) {
          strays.push(`${tag}: ${name} ${first}`);
        }
      }
      expect(scripts.size).toBeGreaterThan(15);
      expect(strays).toEqual([]);
    });
  },
  'own',
);
