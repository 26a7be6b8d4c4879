import { expect, test } from 'vitest';
import { until } from './conformance/samples.ts';
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
