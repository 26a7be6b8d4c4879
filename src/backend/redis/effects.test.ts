import { expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis } from '../../../test/redis/server.ts';
import type { Effect } from '../../machine/command.ts';
import type { Backend, PendingEffect } from '../backend.ts';
import { begin, day, now, until } from '../conformance/samples.ts';

describeRedis('effects on Redis', () => {
  const bench = redisBench();
  const effect: Effect = { kind: 'activity', key: 'e', frame: '1' };

  const take = (backend: Backend, at: number, limit = 9): Promise<readonly PendingEffect[]> =>
    backend.effects.takeExpired({ now: at, lease: { owner: 'two', from: at, duration: day }, limit });

  it.each([-day, 0, day])('are not taken over by a process whose clock is %d ms ahead', async (ahead) => {
    const [one, two] = [await bench.open(), await bench.open()];
    const lease = { owner: 'one', from: now, duration: day };
    await begin(one, 'a', { effects: { add: [effect] }, lease });
    expect(await take(two, now + ahead + day)).toEqual([]);
    expect(await one.effects.renew({ instance: 'a', key: 'e', lease })).toBe(true);
    expect(await take(two, now + ahead + day)).toEqual([]);
  });

  it.each([-day, 0, day])('are taken over by a process whose clock is %d ms ahead', async (ahead) => {
    const [one, two] = [await bench.open(), await bench.open()];
    const lease = { owner: 'one', from: now, duration: 30 };
    await begin(one, 'a', { effects: { add: [effect] }, lease });
    await until(async () => (await take(two, now + ahead)).length === 1);
    expect(await one.effects.renew({ instance: 'a', key: 'e', lease })).toBe(false);
  });
});
