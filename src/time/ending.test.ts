import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endsWithin } from './ending.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new Promise<never>(() => {});
const pass = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('waiting with patience', () => {
  it.each([
    { time: 0, ends: true },
    { time: 999, ends: true },
    { time: 1_001, ends: false },
  ])('tells $ends of what takes $time of 1000 milliseconds', async ({ time, ends }) => {
    const waiting = endsWithin(pass(time), 1_000);
    await vi.runAllTimersAsync();
    expect(await waiting).toBe(ends);
  });

  it('leaves no timer that would keep the process', async () => {
    expect(await endsWithin(Promise.resolve(), 60_000)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells of a failure', async () => {
    const failing = endsWithin(Promise.reject(new Error('broken')), 1_000);
    await expect(failing).rejects.toThrow('broken');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ignores a failure that comes late', async () => {
    const failing = pass(2_000).then(() => Promise.reject(new Error('late')));
    const waiting = endsWithin(Promise.race([failing, never]), 1_000);
    await vi.runAllTimersAsync();
    expect(await waiting).toBe(false);
  });
});
