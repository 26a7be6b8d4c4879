import { expect, test } from 'vitest';
import { createPartitions, eventIdentity } from './partition.ts';

const ids = Array.from({ length: 4_000 }, (_, index) => `01jd3q8k${index.toString(32).padStart(18, '0')}`);

test('a name stays in its partition for ever', () => {
  const partitions = createPartitions('eventctl', 16);
  expect(['a', 'b', 'order-1', '01jd3q8k000000000000000000', 'ü'].map(partitions.of)).toEqual([
    '{eventctl:4}',
    '{eventctl:13}',
    '{eventctl:2}',
    '{eventctl:9}',
    '{eventctl:12}',
  ]);
});

test.each([2, 4, 16])('similar ids spread evenly over %i partitions', (count) => {
  const partitions = createPartitions('eventctl', count);
  const sizes = partitions.tags.map((tag) => ids.filter((id) => partitions.of(id) === tag).length);
  expect(Math.min(...sizes)).toBeGreaterThan((ids.length / count) * 0.75);
  expect(Math.max(...sizes)).toBeLessThan((ids.length / count) * 1.25);
});

test('events differ by source and by id, and not by where one ends and the other begins', () => {
  const identities = [
    eventIdentity('a', 'bc'),
    eventIdentity('ab', 'c'),
    eventIdentity('a', 'b'),
    eventIdentity('a","b', 'c'),
  ];
  expect(new Set(identities).size).toBe(identities.length);
  expect(eventIdentity('a', 'bc')).toBe(identities[0]);
});
