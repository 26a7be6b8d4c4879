import { afterEach, expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis } from '../../../test/redis/server.ts';
import { advance, definition, newInstance, now, routed, until } from '../conformance/samples.ts';
import { createRedisBackend } from './backend.ts';

describeRedis('a user who may use the keys of one store only', () => {
  const bench = redisBench();
  const nameOf = (): string => `user-${bench.prefix}`;
  afterEach(() => bench.admin.call('ACL', 'DELUSER', nameOf()));

  async function urlOf(...patterns: readonly string[]): Promise<string> {
    const name = nameOf();
    await bench.admin.call('ACL', 'SETUSER', name, 'reset', 'on', '>secret', '&*', '+@all', ...patterns);
    const { host } = new URL(bench.url);
    return `redis://${name}:secret@${host}`;
  }

  it('can do all that a store does: every key that a script reads begins as its own key does', async () => {
    const { prefix } = bench;
    const url = await urlOf(`~{${prefix}:*`);
    const [worker, ingress] = await Promise.all(
      [1, 2].map(() => createRedisBackend({ url, prefix, partitions: 4 })),
    );
    if (worker === undefined || ingress === undefined) throw new Error('no store');
    try {
      await ingress.definitions.put(definition('1.0.0'));
      const revision = await ingress.definitions.revision();
      const answered: string[] = [];
      await worker.doorbell.listen({
        concurrency: 8,
        answer: async (id) => {
          await advance(worker, id, { waits: { add: [{ key: 'k', early: true }] } });
          answered.push(id);
        },
      });
      const sharing = worker.chores?.share([
        { name: 'sweep', interval: 100, run: () => worker.doorbell.sweep({ now, before: now }) },
      ]);
      const ids = Array.from({ length: 8 }, (_, index) => `i${index}`);
      for (const id of ids) expect(await ingress.instances.create(newInstance(id), { revision })).toBe(true);
      const started = routed('e1', { keep: ['k'], starts: [newInstance('by-event')], revision });
      expect(await ingress.events.accept(started)).toBe('accepted');
      await until(() => [...ids, 'by-event'].every((id) => answered.includes(id)));
      expect(
        await worker.effects.takeExpired({ now, lease: { owner: 'o', from: now, duration: 1 }, limit: 1 }),
      ).toEqual([]);
      expect(await worker.doorbell.fire(now)).toBeUndefined();
      await sharing?.stop();
    } finally {
      await Promise.all([worker.close(), ingress.close()]);
    }
  });

  it('is told what a script is refused', async () => {
    const { prefix } = bench;
    const keys = ['{P:0}*', '{P:meta}', '{P:meta}:store', '{P:meta}:definition*'];
    const url = await urlOf(...keys.map((key) => `~${key.replace('P', prefix)}`));
    const backend = await createRedisBackend({ url, prefix, partitions: 1 });
    await expect(backend.definitions.put(definition('1.0.0'))).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('refuses to serve'),
    });
    await backend.close();
  });

  it('is refused as a whole, and told why, where the keys of the definitions are not among them', async () => {
    const { prefix } = bench;
    const url = await urlOf(`~{${prefix}:0}*`);
    await expect(createRedisBackend({ url, prefix, partitions: 1 })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/refuses to serve: .*NOPERM|refuses to serve: .*No permissions/),
    });
  });
});
