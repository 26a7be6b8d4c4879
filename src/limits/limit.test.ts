import { describe, expect, it } from 'vitest';
import { type Bounds, Limit } from './limit.ts';

function limited(bounds: Bounds) {
  const time = { now: 1_000 };
  return { time, limit: new Limit(bounds, () => time.now) };
}

/** How many may begin until one has to wait. */
function beginAll(limit: Limit): number {
  let count = 0;
  for (; limit.wait === 0 && count < 1_000; count++) limit.begin();
  return count;
}

describe('a limit of how many go on at a time', () => {
  it('is reached by as many, and is free again when one ends', () => {
    const { limit } = limited({ atOnce: 3 });
    expect(beginAll(limit)).toBe(3);
    expect(limit.wait).toBe(Number.POSITIVE_INFINITY);
    limit.end();
    expect(limit.wait).toBe(0);
  });

  it('has no rate', () => {
    const { limit } = limited({ atOnce: 1 });
    for (let round = 0; round < 100; round++) {
      expect(limit.wait).toBe(0);
      limit.begin();
      limit.end();
    }
  });
});

describe('a limit of how many begin in a second', () => {
  it('lets one second’s worth begin at once, then one at a time', () => {
    const { limit, time } = limited({ perSecond: 10 });
    expect(beginAll(limit)).toBe(10);
    expect(limit.wait).toBe(100);
    time.now += 100;
    expect(beginAll(limit)).toBe(1);
  });

  it('does not care when they end', () => {
    const { limit } = limited({ perSecond: 1 });
    limit.begin();
    limit.end();
    expect(limit.wait).toBe(1_000);
  });

  it('saves no more than one second’s worth', () => {
    const { limit, time } = limited({ perSecond: 4 });
    beginAll(limit);
    time.now += 3_600_000;
    expect(beginAll(limit)).toBe(4);
  });

  it('may be less than one', () => {
    const { limit, time } = limited({ perSecond: 0.1 });
    expect(beginAll(limit)).toBe(1);
    expect(limit.wait).toBe(10_000);
    time.now += 10_000;
    expect(beginAll(limit)).toBe(1);
  });

  it('gains nothing from a clock that is set back', () => {
    const { limit, time } = limited({ perSecond: 2 });
    beginAll(limit);
    time.now -= 60_000;
    expect(limit.wait).toBe(500);
    time.now += 500;
    expect(beginAll(limit)).toBe(1);
  });

  it('holds together with the other', () => {
    const { limit, time } = limited({ perSecond: 10, atOnce: 2 });
    expect(beginAll(limit)).toBe(2);
    time.now += 1_000;
    expect(limit.wait).toBe(Number.POSITIVE_INFINITY);
  });
});
