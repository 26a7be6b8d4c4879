import { expect, test } from 'vitest';
import type { Backend } from '../backend.ts';
import { createMemoryBackend } from '../memory/index.ts';
import { randomOperations } from './operation.ts';
import { firstDifference } from './randomised.ts';

const operations = randomOperations(7, 800);

function compareWith(change: (backend: Backend) => Partial<Backend>) {
  return firstDifference(async () => {
    const backend = createMemoryBackend();
    return { backend: { ...backend, ...change(backend) }, close: () => backend.close() };
  }, operations);
}

test('a seed gives the same operations every time', () => {
  expect(randomOperations(7, 800)).toEqual(operations);
  expect(randomOperations(8, 800)).not.toEqual(operations);
});

test('memory behaves as itself', async () => {
  expect(await compareWith(() => ({}))).toBeUndefined();
});

test('a store that settles an effect twice is told apart', async () => {
  const difference = await compareWith(({ effects }) => ({
    effects: { ...effects, settle: async (request) => (await effects.settle(request)) || true },
  }));
  expect(difference?.what).toBe('the result of settle');
});

test('a store that loses a kept event is told apart', async () => {
  const difference = await compareWith(({ events }) => ({
    events: {
      ...events,
      accept: (routed) =>
        events.accept({ ...routed, keys: routed.keys.map(({ key }) => ({ key, keep: false })) }),
    },
  }));
  expect(difference).toBeDefined();
});

test('a store that fires a timer too late is told apart', async () => {
  const difference = await compareWith(({ doorbell }) => ({
    doorbell: { ...doorbell, fire: (now) => doorbell.fire(now - 1) },
  }));
  expect(difference?.what).toBe('the result of fire');
});
