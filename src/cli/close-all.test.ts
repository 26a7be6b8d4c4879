import { expect, it } from 'vitest';
import { closeAll, type Open } from './close-all.ts';

/** Long enough for what ends, in milliseconds. */
const patience = 60_000;

const parts = ['server', 'engine', 'store'];

it('closes everything in order, and throws the first failure afterwards', async () => {
  const order: string[] = [];
  const open = parts.map((name) => ({
    name,
    async close() {
      order.push(name);
      if (name !== 'store') throw new Error(name);
    },
  }));
  await expect(closeAll(open, patience)).rejects.toThrow('server');
  expect(order).toEqual(parts);
});

it('leaves what does not close, and what comes after it, and names both', async () => {
  const open = parts.map((name): Open => {
    const closed = name === 'engine' ? new Promise<void>(() => {}) : Promise.resolve();
    return { name, close: () => closed };
  });
  await expect(closeAll(open, 20)).rejects.toMatchObject({
    code: 'timed-out',
    message: 'not waiting any longer for engine, store',
  });
});

it('tells of a failure rather than of what does not close', async () => {
  const open: Open[] = [
    { name: 'server', close: () => Promise.reject(new Error('broken')) },
    { name: 'store', close: () => new Promise(() => {}) },
  ];
  await expect(closeAll(open, 20)).rejects.toThrow('broken');
});
