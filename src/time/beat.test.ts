import { describe, expect, it } from 'vitest';
import { untilBeat } from './beat.ts';

describe('the time until the next beat', () => {
  it.each([
    { now: 5_000, left: 1_000, about: 'at a beat' },
    { now: 5_001, left: 999, about: 'after one' },
    { now: 5_500, left: 500, about: 'halfway' },
    { now: 7_250, left: 750, about: 'later on' },
    { now: 4_200, left: 800, about: 'when the clock was set back' },
  ])('is $left $about', ({ now, left }) => {
    expect(untilBeat({ begun: 5_000, now, interval: 1_000 })).toBe(left);
  });

  it('is never less than half an interval, so an early timer does not count twice', () => {
    expect(untilBeat({ begun: 5_000, now: 5_999, interval: 1_000 })).toBe(1_001);
    expect(untilBeat({ begun: 5_000, now: 5_501, interval: 1_000 })).toBe(1_499);
  });

  it('brings back together what began late', () => {
    const [begun, interval] = [0, 200];
    const next = [1_003, 1_020, 1_090].map((now) => now + untilBeat({ begun, now, interval }));
    expect(next).toEqual([1_200, 1_200, 1_200]);
  });
});
