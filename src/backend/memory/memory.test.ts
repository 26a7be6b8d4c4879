import { expect, test } from 'vitest';
import { backendConformance } from '../conformance/index.ts';
import { newInstance, routed } from '../conformance/samples.ts';
import { createMemoryBackend } from './index.ts';

backendConformance('memory', async () => {
  const backend = createMemoryBackend();
  return { backend, close: () => backend.close() };
});

test('the retention time can be chosen', async () => {
  const { events } = createMemoryBackend({ retention: 1000 });
  await events.accept(routed('e1', { now: 1 }));
  expect(await events.accept(routed('e1', { now: 1000 }))).toBe('duplicate');
  expect(await events.accept(routed('e1', { now: 1001 }))).toBe('accepted');
});

test('closing ends followers and lets the running answers end', async () => {
  const backend = createMemoryBackend();
  let ended = false;
  let begun = () => {};
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  await backend.doorbell.listen({
    concurrency: 1,
    answer: async () => {
      begun();
      await new Promise((resolve) => setTimeout(resolve, 10));
      ended = true;
    },
  });
  await backend.instances.create(newInstance('a'));
  await beginning;
  const following = (async () => {
    const { signal } = new AbortController();
    for await (const entry of backend.history.follow({ instance: 'a', after: 0, signal }))
      expect(entry).toBeUndefined();
  })();
  await backend.close();
  await following;
  expect(ended).toBe(true);
});
