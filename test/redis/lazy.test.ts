import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { redisBench } from './bench.ts';
import { definition } from './turns.ts';

// In a file of its own, because what one test has loaded stays loaded for the others.

const bench = redisBench();

const loaded = (): boolean =>
  Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('node_modules/bullmq/'));

it('BullMQ is loaded by those who take part in chores, not by those who read, write and ring', async () => {
  const backend = await bench.open();
  await backend.instances.list({ limit: 10 });
  await backend.history.read({ instance: 'none', after: 0 });
  await backend.instances.create({ id: 'a', definition, input: {}, now: 1 });
  await backend.doorbell.backlog();
  expect(loaded()).toBe(false);
  const sharing = backend.chores?.share([{ name: 'sweep', interval: 1_000, run: async () => {} }]);
  await sharing?.stop();
  expect(loaded()).toBe(true);
});
