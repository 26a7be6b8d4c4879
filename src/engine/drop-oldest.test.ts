import { describe, expect, it } from 'vitest';
import { dropOldest } from './drop-oldest.ts';

describe('dropping the oldest', () => {
  it('leaves the newest, as many as there is room for', () => {
    const memory = new Map([1, 2, 3, 4].map((key) => [key, `${key}`]));
    dropOldest(memory, 3);
    expect([...memory.keys()]).toEqual([2, 3, 4]);
  });

  it('leaves all where there is room', () => {
    const memory = new Set([1, 2, 3]);
    dropOldest(memory, 3);
    expect([...memory]).toEqual([1, 2, 3]);
  });
});
