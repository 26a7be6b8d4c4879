import { describe, expect, it } from 'vitest';
import type { Json } from '../../json/json.ts';
import { outputs } from './testbed.ts';

describe('a loop that builds a value', () => {
  it.each([
    ['reduce range(100000) as $i ([]; . + [$i]) | length', 100_000],
    ['reduce range(100000) as $i ([]; .[$i] = $i) | length', 100_000],
    ['reduce range(50000) as $i ({}; .["k\\($i)"] = $i) | length', 50_000],
    ['reduce range(50000) as $i ({}; . + {"k\\($i)": $i}) | length', 50_000],
    ['reduce range(100000) as $i ({}; .["k\\($i % 10)"] += [$i]) | map(length) | add', 100_000],
    ['reduce range(100000) as $i ({}; .n |= . + 1) | .n', 100_000],
    ['[range(100000)] | map_values(. + 1) | length', 100_000],
  ])('stays within its steps: %s', (filter, expected) => {
    expect(outputs(filter)).toEqual([expected]);
  });
});

describe('a value that was seen', () => {
  const input: Json = { a: { n: 1 }, l: [1] };

  it.each([
    ['the input', 'reduce range(3) as $i (.; .a.n += 1 | .l += [$i])'],
    ['a variable', '. as $v | reduce range(3) as $i ({}; .v = $v | .v.a.n += 1)'],
    ['a part of the input that was put in', '. as $v | reduce range(3) as $i ({}; .l = $v.l | .l += [$i])'],
  ])('does not change: %s', (_, filter) => {
    outputs(filter, input);
    expect(input).toEqual({ a: { n: 1 }, l: [1] });
  });

  it.each([
    ['reduce range(3) as $i ([]; . + [.])', [[], [[]], [[], [[]]]]],
    ['reduce range(3) as $i ({}; .a += [$i] | .b += [.a])', { a: [0, 1, 2], b: [[0], [0, 1], [0, 1, 2]] }],
    ['reduce range(2) as $i ({}; .a[0] += 1 | .b = .a)', { a: [2], b: [2] }],
    [
      'reduce range(2) as $i ({}; .a += [$i] | .b |= [.] | .c = .a | .a[0] = 9)',
      { a: [9, 1], b: [[null]], c: [9, 1] },
    ],
    ['reduce range(2) as $i ([[1]]; .[0:1] |= . + [[$i]] | .[0][0] += 1)', [[3], [1], [0]]],
    [
      'reduce range(2) as $i ({}; if .a then .b = .a else . end | .a += {n: $i})',
      { a: { n: 1 }, b: { n: 0 } },
    ],
    ['[foreach range(3) as $i ([]; . + [$i])]', [[0], [0, 1], [0, 1, 2]]],
    ['{a: [1]} | (.a, .a) |= . + [.]', { a: [1, [1], [1, [1]]] }],
  ])('stays as it was in %s', (filter, expected) => {
    expect(outputs(filter)).toEqual([expected]);
  });
});
