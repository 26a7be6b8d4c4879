import { describe, expect, test } from 'vitest';
import { addDuration, compareDurations, DurationError, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  test.each([
    ['PT0S', 0, 0],
    ['PT5M', 0, 300_000],
    ['P1Y2M', 14, 0],
    ['P1W', 0, 604_800_000],
    ['P2DT3H', 0, 183_600_000],
    ['PT0.5S', 0, 500],
    ['PT1.0005S', 0, 1001],
    ['P1.5Y', 18, 0],
    ['P1.5M', 1, 1_296_000_000],
    ['P1Y2M3W4DT5H6M7.5S', 14, 2_178_367_500],
  ])('V2 reads %s', (text, months, milliseconds) => {
    expect(parseDuration(text)).toEqual({ months, milliseconds });
  });

  test('V1 reads parts', () => {
    const parts = { days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 };
    expect(parseDuration(parts)).toEqual({ months: 0, milliseconds: 93_784_005 });
  });

  test.each(['', 'P', 'PT', 'P1YT', '5m', 'PT5', 'P1S', 'pt5m', 'PT.5S', 'PT1,5S', ' PT5M', 'PT5M\n'])(
    'refuses %j',
    (text) => {
      expect(() => parseDuration(text)).toThrow(DurationError);
    },
  );

  test('says what it was given where that is neither text nor parts', () => {
    expect(() => parseDuration(5)).toThrow('not 5');
  });

  test.each(['-PT5M', 'P-1D', 'PT-1S'])('says that %s is negative', (text) => {
    expect(() => parseDuration(text)).toThrow(/negative/);
  });

  test.each([
    [{}],
    [{ seconds: 1.5 }],
    [{ seconds: '1' }],
    [{ weeks: 1 }],
    [{ seconds: -1 }],
    [5],
    [null],
    [['PT1S']],
  ])('refuses %j', (value) => {
    expect(() => parseDuration(value)).toThrow(DurationError);
  });

  test.each(['P1001Y', 'P12001M', 'P365001D', `PT${'9'.repeat(400)}S`])(
    'refuses %s as absurdly long',
    (text) => {
      expect(() => parseDuration(text)).toThrow(/longer than 1000 years/);
    },
  );

  test('takes 1000 years', () => {
    expect(parseDuration('P1000Y')).toEqual({ months: 12_000, milliseconds: 0 });
  });
});

describe('addDuration', () => {
  const add = (time: string, duration: string) =>
    new Date(addDuration(Date.parse(time), parseDuration(duration))).toISOString();

  test.each([
    ['2026-01-31T10:00:00.000Z', 'P1M', '2026-02-28T10:00:00.000Z'],
    ['2024-01-31T10:00:00.000Z', 'P1M', '2024-02-29T10:00:00.000Z'],
    ['2024-02-29T00:00:00.000Z', 'P1Y', '2025-02-28T00:00:00.000Z'],
    ['2024-02-29T00:00:00.000Z', 'P4Y', '2028-02-29T00:00:00.000Z'],
    ['2026-03-31T23:59:59.999Z', 'P1M', '2026-04-30T23:59:59.999Z'],
    ['2026-11-15T00:00:00.000Z', 'P3M', '2027-02-15T00:00:00.000Z'],
    ['2026-12-31T00:00:00.000Z', 'P2M', '2027-02-28T00:00:00.000Z'],
  ])('%s plus %s keeps the day, or takes the last of the month', (time, duration, expected) => {
    expect(add(time, duration)).toBe(expected);
  });

  test('adds months before days', () => {
    expect(add('2026-01-31T00:00:00.000Z', 'P1M1D')).toBe('2026-03-01T00:00:00.000Z');
  });

  test('does not know daylight saving', () => {
    expect(add('2026-03-28T12:00:00.000Z', 'P1D')).toBe('2026-03-29T12:00:00.000Z');
  });

  test('keeps milliseconds exact', () => {
    expect(addDuration(1, { months: 0, milliseconds: 2 })).toBe(3);
  });
});

describe('compareDurations', () => {
  test('orders by length', () => {
    expect(compareDurations(parseDuration('PT59S'), parseDuration('PT1M'))).toBeLessThan(0);
    expect(compareDurations(parseDuration('PT1M'), parseDuration({ seconds: 60 }))).toBe(0);
    expect(compareDurations(parseDuration('P1M'), parseDuration('P29D'))).toBeGreaterThan(0);
  });
});
