import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { createRedisBackend } from '../../src/backend/redis/index.ts';
import { describeRedis, type RedisServer, startAnyRedis } from './server.ts';
import { consume, definition, until } from './turns.ts';

describeRedis('the doorbell across processes', () => {
  let server: RedisServer;
  let prefix: string;
  let ingress: Backend;
  let worker: Backend;
  let serial = 0;

  beforeAll(async () => {
    server = await startAnyRedis();
  });
  beforeEach(async () => {
    prefix = `bell-${Date.now()}-${serial++}`;
    ingress = await createRedisBackend({ url: server.url, prefix });
    worker = await createRedisBackend({ url: server.url, prefix });
  });
  afterEach(async () => {
    await Promise.all([ingress.close(), worker.close()]);
  });
  afterAll(() => server.stop());

  const create = (id: string): Promise<unknown> =>
    ingress.instances.create({ id, definition, input: {}, now: Date.now() });

  it('rings a worker from a process that does not listen', async () => {
    const answered: string[] = [];
    await worker.doorbell.listen({
      concurrency: 4,
      answer: async (instance) => {
        await consume(worker, instance);
        answered.push(instance);
      },
    });
    await create('one');
    await until(() => answered.includes('one'));
    expect((await ingress.instances.load('one'))?.inbox).toEqual([]);
  });

  it('answers what was rung before anybody listened', async () => {
    await create('early');
    const answered: string[] = [];
    await worker.doorbell.listen({
      concurrency: 1,
      answer: async (instance) => void answered.push(instance),
    });
    await until(() => answered.includes('early'));
  });

  it('rings once for many entries of one instance', async () => {
    let answers = 0;
    await create('busy');
    for (let index = 0; index < 50; index++) {
      const stimulus = { kind: 'cancel' } as const;
      await ingress.instances.push({ instance: 'busy', id: `p${index}`, stimulus, now: Date.now() });
    }
    await worker.doorbell.listen({
      concurrency: 8,
      answer: async (instance) => {
        answers += 1;
        await consume(worker, instance);
      },
    });
    await until(async () => (await worker.instances.load('busy'))?.inbox.length === 0);
    await sleep(100);
    expect(answers).toBe(1);
  });

  it('never answers one instance twice at once in a process, and no more than its concurrency at all', async () => {
    const running = new Set<string>();
    let most = 0;
    let doubled = false;
    let answers = 0;
    await worker.doorbell.listen({
      concurrency: 3,
      answer: async (instance) => {
        doubled ||= running.has(instance);
        running.add(instance);
        most = Math.max(most, running.size);
        await sleep(5);
        await consume(worker, instance);
        running.delete(instance);
        answers += 1;
      },
    });
    await Promise.all(Array.from({ length: 30 }, (_, index) => create(`i${index}`)));
    await until(() => answers >= 30);
    expect(doubled).toBe(false);
    expect(most).toBe(3);
  });

  it('spreads rings over the workers that listen', async () => {
    const second = await createRedisBackend({ url: server.url, prefix });
    const answered = new Map([worker, second].map((store) => [store, 0]));
    for (const store of [worker, second]) {
      const answer = async (instance: string): Promise<void> => {
        await sleep(10);
        await consume(store, instance);
        answered.set(store, (answered.get(store) ?? 0) + 1);
      };
      await store.doorbell.listen({ concurrency: 2, answer });
    }
    await Promise.all(Array.from({ length: 60 }, (_, index) => create(`i${index}`)));
    await until(() => (answered.get(worker) ?? 0) + (answered.get(second) ?? 0) >= 60);
    await second.close();
    expect(Math.min(...answered.values())).toBeGreaterThan(0);
  });

  it('answers its own rings without a job', async () => {
    const answered: string[] = [];
    await worker.doorbell.listen({
      concurrency: 1,
      answer: async (instance) => {
        answered.push(instance);
        await consume(worker, instance);
      },
    });
    await worker.instances.create({ id: 'local', definition, input: {}, now: 1 });
    await until(() => answered.includes('local'));
    expect(answered).toEqual(['local']);
  });

  it('hands what it has not begun to another worker when it stops', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const listening = await worker.doorbell.listen({
      concurrency: 1,
      answer: async (instance) => {
        await held;
        await consume(worker, instance);
      },
    });
    const ids = ['a', 'b', 'c', 'd'];
    for (const id of ids) await worker.instances.create({ id, definition, input: {}, now: Date.now() });
    const stopped = listening.stop();
    release();
    await stopped;
    const answered = new Set<string>();
    const second = await createRedisBackend({ url: server.url, prefix });
    await second.doorbell.listen({ concurrency: 4, answer: async (instance) => void answered.add(instance) });
    await until(() => answered.size === ids.length - 1);
    await second.close();
  });

  it('rings again, after a while, for what a dead process had taken', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const dead = await createRedisBackend({ url: server.url, prefix });
    await dead.doorbell.listen({ concurrency: 1, answer: () => held });
    await dead.instances.create({ id: 'lost', definition, input: {}, now: 1_000 });
    const answered: string[] = [];
    await worker.doorbell.listen({
      concurrency: 1,
      answer: async (instance) => void answered.push(instance),
    });
    await worker.doorbell.sweep({ now: 2_000, before: 999 });
    await sleep(50);
    expect(answered).toEqual([]);
    // The one that plays dead still has a place for what others wrote, and may be the first to claim it.
    await until(async () => {
      await worker.doorbell.sweep({ now: 3_000, before: 1_000 });
      return answered.includes('lost');
    });
    release();
    await dead.close();
  });
});
