import { expect, test } from 'vitest';
import { parseDuration } from './duration.ts';
import { formatDuration } from './format.ts';

test.each([
  [0, '0ms'],
  [340, '340ms'],
  [999.7, '999ms'],
  [1000, '1s'],
  [12_540, '12.5s'],
  [59_999, '59.9s'],
  [60_000, '1m'],
  [65_000, '1m 5s'],
  [3_900_000, '1h 5m'],
  [3_905_000, '1h 5m'],
  [86_400_000 + 60_000, '1d'],
  [2 * 86_400_000 + 3_600_000, '2d 1h'],
  [-5, '0ms'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test.each([
  ['PT1H5M', '1h 5m'],
  ['P14M', '1y 2mo'],
  ['P1Y', '1y'],
  ['P1MT1H', '1mo 1h'],
])('%s is %s', (duration, text) => {
  expect(formatDuration(parseDuration(duration))).toBe(text);
});
