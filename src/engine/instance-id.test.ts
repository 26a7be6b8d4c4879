import { describe, expect, it } from 'vitest';
import { derivedInstanceId, newInstanceId } from './instance-id.ts';

const now = Date.UTC(2026, 0, 1);

describe('newInstanceId', () => {
  it('is 26 characters of lower-case Crockford base 32', () => {
    expect(newInstanceId(now)).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it('holds the time and the random bytes, most significant first', () => {
    expect(newInstanceId(0, (size) => new Uint8Array(size))).toBe('0'.repeat(26));
    expect(newInstanceId(2 ** 48 - 1, (size) => new Uint8Array(size).fill(255))).toBe(`7${'z'.repeat(25)}`);
  });

  it('sorts by time', () => {
    const ids = [1, 1_000, now, now + 1].map((time) => newInstanceId(time));
    expect([...ids].sort()).toEqual(ids);
  });

  it('is another one each time', () => {
    expect(newInstanceId(now)).not.toBe(newInstanceId(now));
  });
});

describe('derivedInstanceId', () => {
  it('is the same for the same time and text', () => {
    expect(derivedInstanceId(now, 'order 1')).toBe(derivedInstanceId(now, 'order 1'));
  });

  it('is another one for another text or time', () => {
    expect(derivedInstanceId(now, 'order 2')).not.toBe(derivedInstanceId(now, 'order 1'));
    expect(derivedInstanceId(now + 1, 'order 1')).not.toBe(derivedInstanceId(now, 'order 1'));
  });
});
