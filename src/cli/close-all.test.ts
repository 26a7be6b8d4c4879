import { describe, expect, it } from 'vitest';
import { closeAll, type Open } from './close-all.ts';

/** Long enough for what ends, in milliseconds. */
const patience = 60_000;

const never = new Promise<void>(() => {});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('closing everything', () => {
  it('goes stage by stage, and throws the first failure afterwards', async () => {
    const order: string[] = [];
    const open = (name: string): Open => ({
      name,
      async close() {
        order.push(`${name} closing`);
        await turn();
        order.push(`${name} closed`);
        if (name !== 'store') throw new Error(name);
      },
    });
    const closing = closeAll([[open('server'), open('engine')], [open('store')]], patience);
    await expect(closing).rejects.toThrow('server');
    expect(order).toEqual([
      'server closing',
      'engine closing',
      'server closed',
      'engine closed',
      'store closing',
      'store closed',
    ]);
  });

  it('leaves what does not close, and what comes after it, and names both', async () => {
    const open = (name: string, closed: Promise<void>): Open => ({ name, close: () => closed });
    const stages = [
      [open('server', Promise.resolve()), open('engine', never)],
      [open('store', Promise.resolve())],
    ];
    await expect(closeAll(stages, 20)).rejects.toMatchObject({
      code: 'timed-out',
      message: 'not waiting any longer for engine, store',
    });
  });

  it('tells of a failure rather than of what does not close', async () => {
    const stages: Open[][] = [
      [
        { name: 'server', close: () => Promise.reject(new Error('broken')) },
        { name: 'engine', close: () => never },
      ],
    ];
    await expect(closeAll(stages, 20)).rejects.toThrow('broken');
  });
});
