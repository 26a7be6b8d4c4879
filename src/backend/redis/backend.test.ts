import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { redisBench } from '../../../test/redis/bench.ts';
import { describeRedis } from '../../../test/redis/server.ts';
import {
  advance,
  begin,
  cloudEvent,
  definition,
  end,
  eventIds,
  load,
  newInstance,
  now,
  routed,
} from '../conformance/samples.ts';

describeRedis('the redis backend', () => {
  const bench = redisBench();
  const open = bench.open;

  it('takes one partition when nobody says how many, and keeps to the first number', async () => {
    const own = { prefix: `${bench.prefix}-default` };
    await open({ ...own, partitions: undefined });
    await open({ ...own, partitions: 1 });
    await expect(open({ ...own, partitions: 4 })).rejects.toMatchObject({ code: 'usage' });
  });

  it('has the number of partitions that it began with', async () => {
    await open({ partitions: 4 });
    await open({ partitions: undefined });
    await expect(open({ partitions: 5 })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('4 partitions, not 5'),
    });
  });

  it.each([0, 1.5, 5000])('refuses %d partitions', async (partitions) => {
    await expect(open({ partitions })).rejects.toMatchObject({ code: 'usage' });
  });

  it('refuses a prefix that would break the tags', async () => {
    await expect(open({ prefix: 'a}b' })).rejects.toMatchObject({ code: 'usage' });
  });

  it('refuses rows of another format', async () => {
    await bench.admin.hset(`{${bench.prefix}:meta}:store`, { format: '99', partitions: '4' });
    await expect(open()).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('format 99'),
    });
  });

  it('keeps stores with different prefixes apart', async () => {
    const [one, other] = [await open(), await open({ prefix: `${bench.prefix}-other` })];
    await one.instances.create(newInstance('a'));
    expect(await other.instances.get('a')).toBeUndefined();
  });

  it('tells the revision of the definitions along with what a turn starts from', async () => {
    const backend = await open();
    await backend.instances.create(newInstance('a'));
    expect(await load(backend, 'a')).toMatchObject({ revision: '0' });
    await backend.definitions.put(definition('1.0.0'));
    expect(await load(backend, 'a')).toMatchObject({ revision: await backend.definitions.revision() });
  });

  it('takes an event again after the retention time, in every partition', async () => {
    const backend = await open({ retention: 1_000 });
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f'])
      await begin(backend, id, { waits: { add: [{ key: 'k', early: false }] } });
    await backend.events.accept(routed('e1', { under: ['k'], now }));
    expect(await backend.events.accept(routed('e1', { under: ['k'], now: now + 999 }))).toBe('duplicate');
    expect(await backend.events.accept(routed('e1', { under: ['k'], now: now + 1_000 }))).toBe('accepted');
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f'])
      expect(await eventIds(backend, id)).toEqual(['e1', 'e1']);
  });

  it('keeps no event longer than the retention time', async () => {
    const backend = await open({ retention: 1_000 });
    const ids = Array.from({ length: 1_200 }, (_, index) => `e${index}`);
    await Promise.all(ids.map((id) => backend.events.accept(routed(id, { keep: ['k'], now }))));
    await backend.doorbell.sweep({ now: now + 1_000, before: now });
    expect(await bench.admin.keys(`{${bench.prefix}:*`)).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/:(event|kept|accepted|retained|routing):?/)]),
    );
    await begin(backend, 'late', { waits: { add: [{ key: 'k', early: true, since: 0 }] } });
    expect(await eventIds(backend, 'late')).toEqual([]);
  });

  it('reaches nine thousand instances that wait for the same event', { timeout: 120_000 }, async () => {
    const backend = await open({ partitions: 1 });
    const ids = Array.from({ length: 9_000 }, (_, index) => `i${index}`);
    const answers = new Map(ids.map((id) => [id, 0]));
    const answered = async (times: number): Promise<void> => {
      while ([...answers.values()].some((count) => count < times)) await sleep(20);
    };
    await backend.doorbell.listen({
      concurrency: 50,
      answer: async (id) => {
        await advance(backend, id, { waits: { add: [{ key: 'k', early: false }] } });
        answers.set(id, (answers.get(id) ?? 0) + 1);
      },
    });
    await Promise.all(ids.map((id) => backend.instances.create(newInstance(id))));
    await answered(1);
    await backend.events.accept(routed('all', { under: ['k'] }));
    expect(await backend.events.list({ limit: 1 })).toMatchObject([{ deliveries: ids.length }]);
    await answered(2);
  });

  it('rings for thousands of instances before it is closed', { timeout: 120_000 }, async () => {
    const [ingress, worker] = [await open({ partitions: 1 }), await open({ partitions: 1 })];
    const ids = Array.from({ length: 1_700 }, (_, index) => `i${index}`);
    await Promise.all(ids.map((id) => begin(worker, id, { waits: { add: [{ key: 'k', early: false }] } })));
    await ingress.events.accept(routed('all', { under: ['k'] }));
    await ingress.close();
    const answered = new Set<string>();
    const answer = async (id: string): Promise<void> => {
      answered.add(id);
      await advance(worker, id);
    };
    await worker.doorbell.listen({ concurrency: 50, answer });
    while (answered.size < ids.length) await sleep(20);
  });

  it('writes a turn with thousands of waits, timers, effects and entries', async () => {
    const backend = await open();
    const numbers = Array.from({ length: 9_000 }, (_, index) => index);
    await begin(backend, 'wide', {
      waits: { add: numbers.map((index) => ({ key: `k${index}`, early: true })) },
      timers: { set: numbers.map((index) => ({ id: `t${index}`, at: now + index })) },
      effects: { add: numbers.map((index) => ({ kind: 'activity', key: `e${index}`, frame: '1' })) },
      history: numbers.map((time) => ({ time, type: 'task.started' })),
    });
    expect(
      (await backend.history.read({ instance: 'wide', after: 8_990 })).map((entry) => entry.number),
    ).toEqual([8991, 8992, 8993, 8994, 8995, 8996, 8997, 8998, 8999, 9000]);
    await backend.events.accept(routed('e1', { under: ['k0', 'k8999'] }));
    expect(await eventIds(backend, 'wide')).toEqual(['e1', 'e1']);
    await end(backend, 'wide');
    expect(await backend.doorbell.nextTimer()).toBeUndefined();
  });

  it('takes any text as key, id and data', async () => {
    const backend = await open();
    const odd = 'a\n"b" {c}:d/\\ü\u0000😀';
    await begin(backend, odd.replace('\n', ''), {
      waits: { add: [{ key: odd, early: false }] },
      timers: { set: [{ id: odd, at: now }] },
      effects: { add: [{ kind: 'activity', key: odd, frame: odd }] },
    });
    await backend.events.accept({
      ...routed('e1', { under: [odd] }),
      event: { ...cloudEvent('e1'), data: { odd, empty: [], none: {} } },
    });
    await backend.doorbell.fire(now);
    const { inbox } = await load(backend, odd.replace('\n', ''));
    expect(inbox.map(({ stimulus }) => stimulus)).toMatchObject([
      { kind: 'event', key: odd, event: { data: { odd, empty: [], none: {} } } },
      { kind: 'timer', id: odd },
    ]);
    expect(await backend.effects.settle({ instance: odd.replace('\n', ''), key: odd, now })).toBe(true);
  });

  it('leaves no connection behind when it is closed', async () => {
    const count = async (): Promise<number> =>
      String(await bench.admin.client('LIST'))
        .trim()
        .split('\n').length;
    // Connections of tests before this one may just be going.
    let before = await count();
    for (let seen = -1; seen !== before; before = await count()) {
      seen = before;
      await sleep(50);
    }
    const backend = await open();
    const listening = await backend.doorbell.listen({ concurrency: 2, answer: async () => {} });
    const { signal } = new AbortController();
    const following = (async () => {
      for await (const _ of backend.history.follow({ instance: 'none', after: 0, signal }))
        expect.fail('no entry');
    })();
    while ((await count()) < before + 3) await sleep(5);
    await listening.stop();
    await backend.close();
    await following;
    while ((await count()) > before) await sleep(5);
  });
});
