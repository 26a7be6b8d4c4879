import { expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis } from '../../../test/redis/server.ts';
import type { Effect } from '../../machine/command.ts';
import type { Backend } from '../backend.ts';
import { advance, begin, end, newInstance, now, routed } from '../conformance/samples.ts';

describeRedis('forgetting on Redis', () => {
  const bench = redisBench();
  const ids = Array.from({ length: 12 }, (_, index) => `i${index}`);
  const endedBefore = now + 5_000;

  const keys = async (): Promise<readonly string[]> =>
    (await bench.admin.keys(`{${bench.prefix}:*`)).filter((key) => !key.endsWith(':arrival')).sort();

  /** Everything that an instance can leave behind. */
  async function live(backend: Backend, id: string): Promise<void> {
    const effect: Effect = { kind: 'activity', key: 'e', frame: '1' };
    await begin(backend, id, {
      waits: { add: [{ key: `k-${id}`, early: true }] },
      timers: { set: [{ id: 't', at: now + 9 }] },
      effects: { add: [effect] },
      history: [{ time: now, type: 'instance.started' }],
    });
    await backend.instances.push({ instance: id, id: 'p', stimulus: { kind: 'cancel' }, now });
    await backend.events.accept(routed(`e-${id}`, { under: [`k-${id}`], now: now - 1 }));
    await advance(backend, id);
    await backend.instances.push({ instance: id, id: 'late', stimulus: { kind: 'cancel' }, now });
    await end(backend, id, { effects: { remove: ['e'] } });
  }

  it('leaves nothing of an instance', async () => {
    const backend = await bench.open({ retention: 1_000 });
    const before = await keys();
    for (const id of ids) await live(backend, id);
    expect(await backend.instances.forget({ endedBefore, limit: 99 })).toBe(ids.length);
    // The events that came, and what was rung for, go by themselves.
    await backend.doorbell.sweep({ now: now + 2_000, before: now + 2_000 });
    await backend.doorbell.sweep({ now: now + 4_000_000, before: now + 4_000_000 });
    expect(
      (await keys()).filter((key) => !before.includes(key) && ids.some((id) => key.includes(id))),
    ).toEqual([]);
    for (const key of await keys()) {
      const type = await bench.admin.type(key);
      const members = type === 'zset' ? await bench.admin.zrange(key, '0', '-1') : [];
      expect(members.filter((member) => ids.some((id) => member.includes(id)))).toEqual([]);
    }
  });

  it('takes an ended schedule off the list of what may be forgotten', async () => {
    const backend = await bench.open();
    await backend.instances.create(
      newInstance('s', { definition: { ...newInstance('s').definition, name: 'order~schedule' } }),
    );
    await end(backend, 's');
    expect(await backend.instances.forget({ endedBefore, limit: 9 })).toBe(0);
    expect((await keys()).filter((key) => key.endsWith(':ended'))).toEqual([]);
    expect(await backend.instances.get('s')).toMatchObject({ status: 'completed' });
  });

  it('goes on with the next partition at each call', async () => {
    const backend = await bench.open();
    for (const id of ids) {
      await begin(backend, id);
      await end(backend, id);
    }
    for (let left = ids.length; left > 0; left--)
      expect(await backend.instances.forget({ endedBefore, limit: 1 })).toBe(1);
    expect(await backend.instances.forget({ endedBefore, limit: 1 })).toBe(0);
  });
});
