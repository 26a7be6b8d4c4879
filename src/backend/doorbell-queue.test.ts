import { expect, test } from 'vitest';
import { pendingInstance } from '../machine/instance.ts';
import { newInstance, until } from './conformance/samples.ts';
import { createDoorbellQueue } from './doorbell-queue.ts';

/** A listener whose answers end when the test says so. */
function controlled(concurrency: number, waiting: readonly string[] = []) {
  const queue = createDoorbellQueue();
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const listening = queue.listen({
    concurrency,
    waiting,
    answer: (instance) => {
      begun.push(instance);
      return new Promise((resolve) => ends.push(resolve));
    },
  });
  const endOldest = () => ends.shift()?.();
  return { queue, begun, endOldest, listening };
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 10));

test('what waits when listening begins is answered', async () => {
  const { begun } = controlled(5, ['a', 'b']);
  await until(() => begun.length === 2);
  expect(begun).toEqual(['a', 'b']);
});

test('several rings before the answer are one', async () => {
  const { queue, begun } = controlled(5);
  for (let ring = 0; ring < 3; ring++) queue.ring('a');
  await soon();
  expect(begun).toEqual(['a']);
});

test('rings during the answer are one more answer after it', async () => {
  const { queue, begun, endOldest } = controlled(5);
  queue.ring('a');
  await until(() => queue.isAnswering('a'));
  queue.ring('a');
  queue.ring('a');
  await soon();
  expect(begun).toEqual(['a']);
  endOldest();
  await until(() => begun.length === 2);
  endOldest();
  await until(() => !queue.isAnswering('a'));
  await soon();
  expect(begun).toEqual(['a', 'a']);
});

test('a freed slot goes to the instance that has waited longest', async () => {
  const { queue, begun, endOldest } = controlled(1);
  for (const instance of ['a', 'b', 'c']) queue.ring(instance);
  await until(() => begun.length === 1);
  queue.ring('a');
  for (const count of [2, 3, 4]) {
    endOldest();
    await until(() => begun.length === count);
  }
  expect(begun).toEqual(['a', 'b', 'c', 'a']);
});

test('what is served begins at once, as far as there are slots, and once', async () => {
  const { queue, begun } = controlled(1);
  queue.ring('a');
  queue.ring('b');
  queue.serve();
  expect(queue.isAnswering('a')).toBe(true);
  await soon();
  expect(begun).toEqual(['a']);
});

test('nothing is served while nobody listens', async () => {
  const { queue, begun, listening } = controlled(1);
  await listening.stop();
  queue.ring('a');
  queue.serve();
  await soon();
  expect(begun).toEqual([]);
});

test('a rejected answer frees its slot', async () => {
  const queue = createDoorbellQueue();
  const begun: string[] = [];
  queue.listen({
    concurrency: 1,
    waiting: ['a', 'b'],
    answer: async (instance) => {
      begun.push(instance);
      throw new Error('no');
    },
  });
  await until(() => begun.length === 2);
  expect(begun).toEqual(['a', 'b']);
});

test('stopping drops what is queued and waits for what runs', async () => {
  const { queue, begun, endOldest, listening } = controlled(1);
  queue.ring('a');
  queue.ring('b');
  await until(() => begun.length === 1);
  let stopped = false;
  const stopping = listening.stop().then(() => {
    stopped = true;
  });
  queue.ring('a');
  await soon();
  expect(stopped).toBe(false);
  endOldest();
  await stopping;
  await soon();
  expect(begun).toEqual(['a']);
});

test('there is one listener at a time, and another after it', async () => {
  const { queue, listening } = controlled(1);
  const listen = () => queue.listen({ concurrency: 1, waiting: [], answer: async () => {} });
  expect(listen).toThrow('listener');
  await listening.stop();
  expect(listen).not.toThrow();
});

test('free slots go round the workflows that have something queued', async () => {
  const { queue, begun, endOldest } = controlled(1);
  for (const instance of ['a1', 'a2', 'a3', 'a4']) queue.ring(instance, { workflow: 'a' });
  for (const instance of ['b1', 'b2']) queue.ring(instance, { workflow: 'b' });
  queue.ring('other');
  for (const count of [1, 2, 3, 4, 5, 6, 7]) {
    await until(() => begun.length === count);
    endOldest();
  }
  expect(begun).toEqual(['a1', 'b1', 'other', 'a2', 'b2', 'a3', 'a4']);
});

test('a ring for one that is queued keeps its place, under the workflow it came with', async () => {
  const { queue, begun, endOldest } = controlled(1);
  for (const instance of ['a1', 'a2']) queue.ring(instance, { workflow: 'a' });
  queue.ring('a2');
  queue.ring('a1', { workflow: 'b' });
  expect(queue.waiting).toBe(2);
  for (const count of [1, 2]) {
    await until(() => begun.length === count);
    endOldest();
  }
  await soon();
  expect(begun).toEqual(['a1', 'a2']);
});

test('what was loaded is handed to the answer, the latest of it', async () => {
  const queue = createDoorbellQueue();
  const given: unknown[] = [];
  const work = (version: number) => ({
    instance: pendingInstance(newInstance('a')),
    version,
    inbox: [],
  });
  queue.listen({
    concurrency: 1,
    waiting: [],
    answer: async (instance, loaded) => void given.push([instance, loaded?.version]),
  });
  queue.ring('a', { work: work(1) });
  queue.ring('a', { work: work(2) });
  queue.ring('a');
  queue.ring('b');
  await until(() => given.length === 2);
  expect(given).toEqual([
    ['a', 2],
    ['b', undefined],
  ]);
});

test('what was loaded during an answer is not handed to the next one', async () => {
  const queue = createDoorbellQueue();
  const given: unknown[] = [];
  let end = (): void => {};
  queue.listen({
    concurrency: 1,
    waiting: ['a'],
    answer: (_, loaded) => {
      given.push(loaded);
      return new Promise((resolve) => {
        end = resolve;
      });
    },
  });
  await until(() => given.length === 1);
  queue.ring('a', { work: { instance: pendingInstance(newInstance('a')), version: 1, inbox: [] } });
  end();
  await until(() => given.length === 2);
  end();
  expect(given).toEqual([undefined, undefined]);
});

test('who leaves is told what was not answered', async () => {
  const { queue, begun, endOldest, listening } = controlled(1, ['a', 'b', 'c']);
  await until(() => begun.length === 1);
  queue.ring('a');
  expect(listening.leave()).toEqual(['b', 'c', 'a']);
  endOldest();
  await listening.stop();
  expect(begun).toEqual(['a']);
});

test('whoever listens is told of every end, with the slot free', async () => {
  const queue = createDoorbellQueue();
  const busy: number[] = [];
  queue.listen({
    concurrency: 1,
    waiting: ['a', 'b'],
    answer: async (instance) => {
      if (instance === 'a') throw new Error('no');
    },
    ended: () => busy.push(queue.busy),
  });
  await until(() => busy.length === 2);
  expect(busy).toEqual([1, 0]);
});
