import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeRedis, type RedisServer, startRedis } from '../../../test/redis/server.ts';
import type { Backend } from '../backend.ts';
import { begin, load, newInstance, now, stimuli, turn, until } from '../conformance/samples.ts';
import { createRedisBackend } from './backend.ts';

describeRedis(
  'a Redis that cannot serve for a while',
  () => {
    let server: RedisServer;
    let admin: Redis;
    let backend: Backend;
    beforeAll(async () => {
      server = await startRedis({ configuration: { 'lua-time-limit': '20' } });
      admin = new Redis(server.url);
      backend = await createRedisBackend({ url: server.url });
    });
    afterAll(async () => {
      await backend.close();
      admin.disconnect();
      await server.stop();
    });

    it('because a script runs is unreachable, and takes the same again afterwards', async () => {
      await begin(backend, 'a', { effects: { add: [{ kind: 'activity', key: 'e', frame: '1' }] } });
      const settle = () => backend.effects.settle({ instance: 'a', key: 'e', now });
      const blocker = new Redis(server.url);
      await blocker.ping();
      const forever = blocker.eval('while true do end', 0).catch(() => 'killed');
      const refusal = async () => admin.get('x').catch((error: Error) => error.message);
      await until(async () => (await refusal())?.startsWith('BUSY') === true);
      await expect(settle()).rejects.toMatchObject({ code: 'unreachable' });
      await admin.script('KILL');
      expect(await forever).toBe('killed');
      blocker.disconnect();
      expect(await settle()).toBe(true);
    });

    it('because its memory is full is unreachable, and has written nothing', async () => {
      await begin(backend, 'b');
      await admin.config('SET', 'maxmemory', '1');
      const push = () =>
        backend.instances.push({ instance: 'b', id: 'p', stimulus: { kind: 'cancel' }, now });
      await expect(push()).rejects.toMatchObject({ code: 'unreachable', hint: expect.any(String) });
      await expect(backend.instances.create(newInstance('c'))).rejects.toMatchObject({ code: 'unreachable' });
      await admin.config('SET', 'maxmemory', '0');
      expect(await stimuli(backend, 'b')).toEqual([]);
      expect(await push()).toBe(true);
    });

    it('because its memory is full still lets instances be advanced, so that it is emptied', async () => {
      await begin(backend, 'd');
      await backend.instances.push({ instance: 'd', id: 'p', stimulus: { kind: 'cancel' }, now });
      await backend.instances.create(newInstance('e'));
      await admin.config('SET', 'maxmemory', '1');
      const answered = new Set<string>();
      const { stop } = await backend.doorbell.listen({
        concurrency: 4,
        async answer(id, work) {
          await backend.instances.commit(turn(work ?? (await load(backend, id))));
          answered.add(id);
        },
      });
      await until(() => answered.has('d') && answered.has('e'));
      await admin.config('SET', 'maxmemory', '0');
      await stop();
    });

    it('because too many are connected is unreachable', async () => {
      await admin.config('SET', 'maxclients', '1');
      const refused = createRedisBackend({ url: server.url });
      await expect(refused).rejects.toMatchObject({ code: 'unreachable' });
      await admin.config('SET', 'maxclients', '100');
      await (await createRedisBackend({ url: server.url })).close();
    });
  },
  'own',
);
