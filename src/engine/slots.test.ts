import { describe, expect, it } from 'vitest';
import { Slots } from './slots.ts';

const never = new AbortController().signal;

describe('slots', () => {
  it('are given to as many as there are', async () => {
    const slots = new Slots(2);
    const taken = [slots.take(never), slots.take(never), slots.take(never)];
    const last = await Promise.race([taken[2], Promise.resolve('waiting')]);
    expect([await taken[0], await taken[1], last]).toEqual([true, true, 'waiting']);
  });

  it('given back go to whoever asked first', async () => {
    const slots = new Slots(1);
    await slots.take(never);
    const order: string[] = [];
    const first = slots.take(never).then(() => order.push('first'));
    const second = slots.take(never).then(() => order.push('second'));
    slots.giveBack();
    slots.giveBack();
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
  });

  it('are free again when nobody waits', async () => {
    const slots = new Slots(1);
    await slots.take(never);
    slots.giveBack();
    expect(await slots.take(never)).toBe(true);
  });

  it('are not given to who has left the queue', async () => {
    const slots = new Slots(1);
    await slots.take(never);
    const leaving = new AbortController();
    const left = slots.take(leaving.signal);
    const next = slots.take(never);
    leaving.abort();
    expect(await left).toBe(false);
    slots.giveBack();
    expect(await next).toBe(true);
  });

  it('are not given under a signal that has aborted', async () => {
    const slots = new Slots(1);
    expect(await slots.take(AbortSignal.abort())).toBe(false);
    expect(await slots.take(never)).toBe(true);
  });
});
