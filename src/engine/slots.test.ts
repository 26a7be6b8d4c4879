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

  describe('of which some are reserved', () => {
    const taking = async (taken: Promise<boolean>) => Promise.race([taken, Promise.resolve('waiting')]);

    it('are kept for the privileged', async () => {
      const slots = new Slots(3, 1);
      expect(await taking(slots.take(never))).toBe(true);
      expect(await taking(slots.take(never))).toBe(true);
      expect(await taking(slots.take(never))).toBe('waiting');
      expect(await taking(slots.take(never, true))).toBe(true);
    });

    it('are all for the privileged when nobody else asks', async () => {
      const slots = new Slots(3, 1);
      const taken = [1, 2, 3].map(() => slots.take(never, true));
      expect(await Promise.all(taken)).toEqual([true, true, true]);
      expect(await taking(slots.take(never))).toBe('waiting');
    });

    it('pass from one of the privileged to the next, past others who wait', async () => {
      const slots = new Slots(2, 1);
      await slots.take(never);
      await slots.take(never, true);
      const other = slots.take(never);
      const next = slots.take(never, true);
      slots.giveBack(true);
      expect(await next).toBe(true);
      expect(await taking(other)).toBe('waiting');
      slots.giveBack();
      expect(await other).toBe(true);
    });

    it('are given in the order of asking where both may have them', async () => {
      const slots = new Slots(2, 1);
      await slots.take(never);
      await slots.take(never, true);
      const order: string[] = [];
      const other = slots.take(never).then(() => order.push('other'));
      const privileged = slots.take(never, true).then(() => order.push('privileged'));
      slots.giveBack();
      await other;
      slots.giveBack(true);
      await privileged;
      expect(order).toEqual(['other', 'privileged']);
    });
  });
});
