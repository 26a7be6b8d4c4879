import { describe, expect, it } from 'vitest';
import { formatSpan, formatTime } from './time.ts';

describe('formatTime', () => {
  it('is ISO 8601 in UTC', () => {
    expect(formatTime(0)).toBe('1970-01-01T00:00:00.000Z');
  });
});

describe('formatSpan', () => {
  it.each([
    [0, '0ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [12_450, '12.4s'],
    [60_000, '1m'],
    [185_000, '3m 5s'],
    [7_800_000, '2h 10m'],
    [86_400_000 * 4 + 3_600_000 * 6 + 60_000, '4d 6h'],
  ])('tells %d ms as %s', (milliseconds, text) => {
    expect(formatSpan(milliseconds)).toBe(text);
  });
});
