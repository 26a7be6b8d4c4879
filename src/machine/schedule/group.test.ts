import { describe, expect, it } from 'vitest';
import { bounded, type Group, newGroup } from './group.ts';

function group(since: number, events: number): Group {
  return {
    ...newGroup(since),
    taken: Array.from({ length: events }, (_, arrival) => ({ arrival, value: 1 })),
  };
}

function kept(groups: readonly Group[]): readonly number[] {
  return bounded(groups).map(({ since }) => since);
}

describe('open groups', () => {
  it('all stay while they are few', () => {
    expect(kept([group(1, 3), group(2, 1)])).toEqual([1, 2]);
  });

  it('are a thousand at the most, the latest', () => {
    const groups = kept(Array.from({ length: 1_002 }, (_, since) => group(since, 1)));
    expect(groups).toHaveLength(1_000);
    expect(groups[0]).toBe(2);
  });

  it('hold ten thousand events at the most: the oldest groups go', () => {
    expect(kept([group(1, 1), group(2, 5_000), group(3, 5_000)])).toEqual([2, 3]);
    expect(kept([group(1, 1), group(2, 5_001), group(3, 5_000)])).toEqual([3]);
  });

  it('go even when one alone has too many', () => {
    expect(kept([group(1, 10_001)])).toEqual([]);
  });
});
