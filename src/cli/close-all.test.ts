import { expect, it } from 'vitest';
import { closeAll } from './close-all.ts';

it('closes everything in order, and throws the first failure afterwards', async () => {
  const order: string[] = [];
  const closing = ['server', 'engine', 'store'].map((name) => async () => {
    order.push(name);
    if (name !== 'store') throw new Error(name);
  });
  await expect(closeAll(closing)).rejects.toThrow('server');
  expect(order).toEqual(['server', 'engine', 'store']);
});
