import { describe, expect, it } from 'vitest';
import { formatTime } from './time.ts';

describe('formatTime', () => {
  it('is ISO 8601 in UTC', () => {
    expect(formatTime(0)).toBe('1970-01-01T00:00:00.000Z');
  });
});
