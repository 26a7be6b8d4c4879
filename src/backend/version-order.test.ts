import { expect, test } from 'vitest';
import { compareVersions } from './version-order.ts';

const ordered = [
  '0.9.0',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0',
  '1.0.1',
  '1.2.0',
  '1.10.0',
  '2.0.0',
  '10.0.0',
];

test("orders the specification's own example", () => {
  expect(ordered.toReversed().sort(compareVersions)).toEqual(ordered);
});

test('takes a version to be equal to itself only', () => {
  for (const [i, left] of ordered.entries()) {
    for (const [j, right] of ordered.entries()) {
      expect(Math.sign(compareVersions(left, right))).toBe(Math.sign(i - j));
    }
  }
});

test('build metadata does not outrank a pre-release', () => {
  expect(compareVersions('1.0.0-rc.1+build.9', '1.0.0+build.1')).toBeLessThan(0);
});

test('versions that differ in build metadata only have a fixed order', () => {
  expect(compareVersions('1.0.0+a', '1.0.0+b')).toBeLessThan(0);
  expect(compareVersions('1.0.0+b', '1.0.0+a')).toBeGreaterThan(0);
});

test('a hyphen inside a pre-release stays part of it', () => {
  expect(compareVersions('1.0.0-a-b', '1.0.0-a-c')).toBeLessThan(0);
});
