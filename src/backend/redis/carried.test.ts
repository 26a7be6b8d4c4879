import { expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis } from '../../../test/redis/server.ts';
import type { Backend, Work } from '../backend.ts';
import { advance, load, newInstance, now, turn, until } from '../conformance/samples.ts';
import { startClaims } from './claims.ts';
import { connect } from './connection.ts';
import { Places } from './places.ts';
import { carriedBy } from './token.ts';

describeRedis('work that a token carries', () => {
  const bench = redisBench();
  const single = () => bench.open({ partitions: 1 });
  const keyOf = (name: string) => `${bench.partitions.tags[0]}:${name}`;
  const create = (backend: Backend, id: string, more: Parameters<typeof newInstance>[1] = {}) =>
    backend.instances.create(newInstance(id, { now: Date.now(), ...more }));
  const push = (backend: Backend, instance: string) =>
    backend.instances.push({ instance, id: 'p', stimulus: { kind: 'cancel' }, now: Date.now() });

  /** A worker that answers as the engine does, and tells what each answer began with. */
  async function working(backend: Backend, concurrency = 4) {
    const given: { readonly id: string; readonly work: Work | undefined }[] = [];
    const conflicts: string[] = [];
    const answer = async (id: string, brought?: Work): Promise<void> => {
      given.push({ id, work: brought });
      for (let first = brought; ; first = undefined) {
        const work = first ?? (await load(backend, id));
        if (work.inbox.length === 0) return;
        if ((await backend.instances.commit(turn(work))) === 'conflict') conflicts.push(id);
      }
    };
    const listening = await backend.doorbell.listen({ concurrency, answer });
    return { given, conflicts, stop: () => listening.stop() };
  }

  it('is begun before anything is claimed', async () => {
    const [ingress, connection] = [await single(), await connect(bench.url)];
    const found: string[] = [];
    let letGo = (): void => {};
    const free = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const claims = startClaims({
      connection: {
        ...connection,
        run: async (...asked) => {
          await free;
          return connection.run(...asked);
        },
      },
      tags: bench.partitions.tags.slice(0, 1),
      revisionKey: '',
      places: new Places({ concurrency: 4, busy: () => 0, unbegun: () => 0 }),
      found: (claimed) => found.push(...claimed.map(({ instance }) => instance)),
    });
    await claims.ready;
    await create(ingress, 'a');
    await until(() => found.length === 1);
    letGo();
    await claims.stop();
    await connection.close();
    expect(found).toEqual(['a']);
  });

  it('is what its turn starts from, with the revision of the definitions once somebody has claimed', async () => {
    const [ingress, worker] = [await single(), await single()];
    const { stop } = await working(worker);
    await create(ingress, 'first');
    await until(async () => (await bench.admin.exists(keyOf('revision-key'))) === 1);
    await stop();
    await create(ingress, 'a');
    const token = await bench.admin.lindex(keyOf('bell'), 0);
    const work = await load(ingress, 'a');
    expect(work.revision).toBe('0');
    expect(carriedBy(String(token), Date.now())).toEqual({ instance: 'a', workflow: 'shop/order', work });
  });

  it("is nobody else's any more when it is claimed", async () => {
    const [ingress, worker] = [await single(), await single()];
    const { given } = await working(worker);
    await create(ingress, 'a');
    await until(async () => (await worker.doorbell.backlog()) === 0);
    await until(async () => (await bench.admin.exists(keyOf('rings'), keyOf('ring:shop/order'))) === 0);
    expect(given.map(({ id }) => id)).toEqual(['a']);
  });

  it('is answered once where several listen', async () => {
    const ingress = await single();
    const workers = [await working(await single()), await working(await single())];
    const ids = Array.from({ length: 60 }, (_, index) => `i${index}`);
    for (const id of ids) await create(ingress, id);
    await until(async () => (await ingress.doorbell.backlog()) === 0);
    const answered = workers.flatMap(({ given }) => given.map(({ id }) => id));
    expect(answered.toSorted()).toEqual(ids.toSorted());
    expect(workers.flatMap(({ conflicts }) => conflicts)).toEqual([]);
  });

  it('that another one has advanced meanwhile is loaded again, and nothing is lost', async () => {
    const [ingress, worker] = [await single(), await single()];
    await create(ingress, 'a');
    const token = await bench.admin.lpop(keyOf('bell'));
    await advance(ingress, 'a');
    await push(ingress, 'a');
    await bench.admin.del(keyOf('bell'));
    const { given, conflicts } = await working(worker);
    await bench.admin.rpush(keyOf('bell'), String(token));
    await until(async () => (await worker.doorbell.backlog()) === 0);
    expect(given[0]?.work?.version).toBe(0);
    expect(conflicts).toEqual(['a']);
    expect((await load(worker, 'a')).version).toBe(2);
  });

  it('that has lain around is claimed anew', async () => {
    const [ingress, worker] = [await single(), await single()];
    await create(ingress, 'a', { now });
    await push(ingress, 'a');
    const work = await load(ingress, 'a');
    expect(work.inbox).toHaveLength(2);
    const { given, conflicts } = await working(worker);
    await until(() => given.length === 1);
    expect([given, conflicts]).toEqual([[{ id: 'a', work }], []]);
  });

  it('may be nothing: a token of another version, or more than one takes', async () => {
    const [ingress, worker] = [await single(), await single()];
    await create(ingress, 'large', { input: { text: 'x'.repeat(70_000) } });
    expect(await bench.admin.lrange(keyOf('bell'), 0, -1)).toEqual(['1']);
    const { given } = await working(worker);
    await until(() => given.length === 1);
    expect(given[0]?.work?.version).toBe(0);
  });

  it('is given back by a worker that stops before it could begin', async () => {
    const [ingress, leaving, staying] = [await single(), await single(), await single()];
    const begun: string[] = [];
    let letGo = (): void => {};
    const free = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const listening = await leaving.doorbell.listen({
      concurrency: 1,
      async answer(id) {
        begun.push(id);
        await free;
      },
    });
    await create(leaving, 'own');
    await until(() => begun.length === 1);
    await create(ingress, 'a');
    // Its token was taken by the place that is kept for claimed ones.
    await until(async () => Number(await bench.admin.zscore(keyOf('pending'), 'a')) < Infinity);
    const stopped = listening.stop();
    letGo();
    await stopped;
    const { given } = await working(staying);
    await until(() => given.some(({ id }) => id === 'a'));
    expect(begun).toEqual(['own']);
  });

  it('takes its turn, and the next one is that of another workflow', async () => {
    const [ingress, worker] = [await single(), await single()];
    const named = (name: string) => ({ definition: { namespace: 'shop', name, version: '1.0.0' } });
    for (const id of ['a0', 'a1', 'a2']) await create(ingress, id, named('burst'));
    await create(ingress, 'b0', named('second'));
    const { given } = await working(worker, 1);
    await until(() => given.length === 4);
    expect(given.map(({ id }) => id)).toEqual(['a0', 'b0', 'a1', 'a2']);
  });
});
