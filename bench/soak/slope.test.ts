import { expect, it } from 'vitest';
import { growthPerHour } from './slope.ts';

const points = (value: (at: number) => number) =>
  Array.from({ length: 91 }, (_, index) => ({ at: index * 10, value: value(index * 10) }));

it('what stays does not grow', () => {
  expect(growthPerHour(points(() => 40))).toBe(0);
});

it('what grows evenly grows so much an hour', () => {
  expect(growthPerHour(points((at) => 40 + at / 60))).toBeCloseTo(60);
});

it('what filled in the first third does not count', () => {
  expect(growthPerHour(points((at) => Math.min(at, 300)))).toBeCloseTo(0);
});

it('what swings around a level does not grow', () => {
  expect(Math.abs(growthPerHour(points((at) => 40 + (at % 20 === 0 ? 1 : -1))))).toBeLessThan(1);
});

it('one look says nothing of growth', () => {
  expect(growthPerHour([{ at: 10, value: 5 }])).toBe(0);
  expect(growthPerHour([])).toBe(0);
});
