import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis } from '../../../test/redis/server.ts';
import type { Backend, Work } from '../backend.ts';
import { advance, begin, newInstance, now, until } from '../conformance/samples.ts';
import { startClaims } from './claims.ts';
import { connect } from './connection.ts';
import { Places } from './places.ts';

describeRedis('what others have written', () => {
  const bench = redisBench();
  const single = () => bench.open({ partitions: 1 });
  const named = (name: string) => ({ namespace: 'shop', name, version: '1.0.0' });
  const range = (count: number, name = 'i') => Array.from({ length: count }, (_, index) => `${name}${index}`);

  async function create(backend: Backend, ids: readonly string[], name = 'order'): Promise<void> {
    for (const id of ids) await backend.instances.create(newInstance(id, { definition: named(name) }));
  }

  /** A worker whose answers wait until they are let go. */
  async function held(backend: Backend, concurrency: number) {
    const begun: string[] = [];
    const given: (Work | undefined)[] = [];
    let letGo = (): void => {};
    const free = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const answer = async (id: string, work?: Work): Promise<void> => {
      begun.push(id);
      given.push(work);
      await free;
      await advance(backend, id);
    };
    const listening = await backend.doorbell.listen({ concurrency, answer });
    return { begun, given, letGo, stop: () => listening.stop() };
  }

  /** Instances of the only partition that stand in a ring list. */
  const listed = (): Promise<number> =>
    bench.admin.zcount(`${bench.partitions.tags[0]}:pending`, '+inf', '+inf');

  it('is claimed with what its turn starts from', async () => {
    const [ingress, worker] = [await bench.open(), await bench.open()];
    await begin(ingress, 'a');
    const { given, letGo } = await held(worker, 2);
    await ingress.instances.push({ instance: 'a', id: 'p', stimulus: { kind: 'cancel' }, now });
    await until(() => given.length === 1);
    expect(given).toEqual([await ingress.instances.load('a')]);
    letGo();
  });

  it('is left to others by who has no place for it', async () => {
    const [ingress, one, other] = [await single(), await single(), await single()];
    const full = await held(one, 4);
    await create(ingress, range(30));
    await until(() => full.begun.length === 4);
    expect(await listed()).toBe(26);
    const second = await held(other, 6);
    await until(() => second.begun.length === 6);
    await sleep(30);
    expect([full.begun.length, second.begun.length, await listed()]).toEqual([4, 6, 20]);
    full.letGo();
    second.letGo();
    await until(() => full.begun.length + second.begun.length === 30);
    expect(new Set([...full.begun, ...second.begun]).size).toBe(30);
  });

  it('is found by a worker that was full and has a place again', async () => {
    const [ingress, worker] = [await bench.open(), await bench.open()];
    const { begun, letGo } = await held(worker, 2);
    await create(ingress, range(40));
    await until(() => begun.length === 2);
    letGo();
    await until(() => begun.length === 40);
  });

  it('is claimed round the workflows', async () => {
    const [ingress, worker] = [await single(), await single()];
    await create(ingress, range(200, 'a'), 'burst');
    await create(ingress, range(3, 'b'), 'second');
    await create(ingress, ['c0'], 'third');
    const { begun, letGo } = await held(worker, 1);
    letGo();
    await until(() => begun.length === 204);
    expect(begun.slice(0, 7)).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'a2', 'b2']);
    expect(begun.filter((id) => id.startsWith('a'))).toEqual(range(200, 'a'));
  });

  it('is shared out among the workflows when many are claimed at once', async () => {
    const [ingress, worker] = [await single(), await single()];
    await create(ingress, range(200, 'a'), 'burst');
    await create(ingress, range(10, 'b'), 'second');
    const { begun, letGo } = await held(worker, 12);
    await until(() => begun.length === 12);
    expect(begun.filter((id) => id.startsWith('b'))).toHaveLength(6);
    letGo();
    await until(() => begun.length === 210);
  });

  it('is not claimed when it was answered meanwhile, or claimed before', async () => {
    const [ingress, worker] = [await single(), await single()];
    await create(ingress, ['gone', 'again']);
    for (const id of ['gone', 'again']) await advance(worker, id);
    await ingress.instances.push({ instance: 'again', id: 'p', stimulus: { kind: 'cancel' }, now });
    const { begun, letGo } = await held(worker, 4);
    await until(() => begun.length > 0);
    await sleep(30);
    expect(begun).toEqual(['again']);
    letGo();
  });

  it('is found by a sweep when the process died that had claimed it', async () => {
    const [ingress, dead, alive] = [await single(), await single(), await single()];
    const first = await held(dead, 1);
    await create(ingress, ['a']);
    await until(() => first.begun.length === 1);
    const second = await held(alive, 1);
    const later = Date.now() + 2_000;
    await alive.doorbell.sweep({ now: later, before: later - 10_000 });
    await sleep(30);
    expect(second.begun).toEqual([]);
    await alive.doorbell.sweep({ now: later, before: later - 1_000 });
    await until(() => second.begun.length === 1);
    second.letGo();
    first.letGo();
  });

  it('is found by a sweep when whoever claimed it had a clock far ahead, and died', async () => {
    const [ingress, worker] = [await single(), await single()];
    const [tag = ''] = bench.partitions.tags;
    await create(ingress, ['a', 'b']);
    const ahead = Date.now() + 60 * 60 * 1_000;
    await bench.admin.zadd(`${tag}:pending`, ahead, 'a');
    await bench.admin.del(`${tag}:bell`);
    await bench.admin.set(`${tag}:rung`, ahead);
    const { begun, letGo } = await held(worker, 4);
    await ingress.doorbell.sweep({ now: Date.now(), before: Date.now() - 60_000 });
    await until(() => begun.length === 2);
    expect(begun.toSorted()).toEqual(['a', 'b']);
    letGo();
  });

  it('is found by a sweep when a ring was lost', async () => {
    const [ingress, worker] = [await single(), await single()];
    await create(ingress, range(3));
    await bench.admin.del(`${bench.partitions.tags[0]}:bell`);
    const { begun, letGo } = await held(worker, 4);
    await ingress.doorbell.sweep({ now, before: now - 1 });
    await sleep(30);
    expect(begun).toEqual([]);
    await ingress.doorbell.sweep({ now: now + 1, before: now });
    await until(() => begun.length === 3);
    letGo();
  });

  it('is found by a sweep when the ring lists were lost', async () => {
    const [ingress, worker] = [await single(), await single()];
    await create(ingress, range(3));
    const tag = bench.partitions.tags[0];
    await bench.admin.del(`${tag}:bell`, `${tag}:rings`, `${tag}:ring:shop/order`);
    const { begun, letGo } = await held(worker, 4);
    await ingress.doorbell.sweep({ now: now + 1, before: now });
    await until(() => begun.length === 3);
    letGo();
  });

  it('may be what a worker wrote itself, when that is more than it can soon answer', async () => {
    const [busy, idle] = [await single(), await single()];
    const first = await held(busy, 2);
    await create(busy, range(30));
    const second = await held(idle, 30);
    await until(() => second.begun.length > 0);
    expect(first.begun).toHaveLength(2);
    for (const { letGo } of [first, second]) letGo();
    await until(() => first.begun.length + second.begun.length === 30);
  });

  it('is handed back by a worker that stops, with the ring', async () => {
    const [ingress, leaving, staying] = [await single(), await single(), await single()];
    const first = await held(leaving, 2);
    await create(ingress, range(10));
    await until(() => first.begun.length === 2);
    const stopped = first.stop();
    const second = await held(staying, 10);
    await until(() => second.begun.length === 8);
    for (const { letGo } of [first, second]) letGo();
    await stopped;
  });

  it('leaves nothing behind when all is answered', async () => {
    const [ingress, worker] = [await bench.open(), await bench.open()];
    const { begun, letGo } = await held(worker, 4);
    letGo();
    await create(ingress, range(50));
    await until(() => begun.length === 50);
    await until(async () => (await worker.doorbell.backlog()) === 0);
    const left = await bench.admin.keys(`{${bench.prefix}:*`);
    expect(left.filter((key) => /:(bell|rung|rings|ring:.*|pending)$/.test(key))).toEqual([]);
  });

  it('is found before who looks for it has stopped', async () => {
    const [ingress, connection] = [await single(), await connect(bench.url)];
    await create(ingress, ['a']);
    let letGo = (): void => {};
    const free = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const seen: string[] = [];
    const [tag = ''] = bench.partitions.tags;
    // No tags, so nobody hears the bell: it is claimed by the look.
    const claims = startClaims({
      connection: {
        ...connection,
        run: async (...asked) => {
          await free;
          return connection.run(...asked);
        },
      },
      tags: [],
      revisionKey: `{${bench.prefix}:meta}:revision`,
      places: new Places({ concurrency: 4, busy: () => 0, unbegun: () => 0 }),
      found: (claimed) => seen.push(...claimed.map(({ instance }) => instance)),
    });
    const looking = claims.look(tag);
    const stopped = claims.stop().then(() => seen.push('stopped'));
    await sleep(30);
    letGo();
    await Promise.all([looking, stopped]);
    expect(seen).toEqual(['a', 'stopped']);
    await connection.close();
  });
});
