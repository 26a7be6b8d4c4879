import { describe, expect, it } from 'vitest';
import { isBounded } from './extent.ts';
import { parse } from './parse/parser.ts';
import { failure, outputs } from './testbed.ts';

describe('a filter whose results are bounded by its input', () => {
  it.each([
    '.a.b + 1',
    '[.items[] | select(.price > 10) | {id, total: (.price * .quantity)}] | sort_by(.total)',
    'map(.a)',
    'map({a: .b, c: (.d | length)})',
    '[.[] | .a // "none"]',
    '[.[]? | ascii_downcase]',
    '"Dear \\(.name), your order \\(.number)"',
    'if .a then .b else [.c, .d] end',
    '.a as $x | {a: $x, b: $x}',
    '[.[][] | {a: .}]',
    '.[1:3]',
  ])('%s', (filter) => {
    expect(isBounded(parse(filter))).toBe(true);
  });
});

describe('a filter whose results may be of any size', () => {
  it.each([
    ['[.[] | $big]', 'a variable for every element'],
    ['map(., .)', 'several outputs for every element'],
    [`[.[] | "${'x'.repeat(200)}"]`, 'a long text for every element'],
    ['. as $x | map($x)', 'the whole for every element'],
    ['[range(1000) | "a"]', 'a loop'],
    ['.[] as $x | {a: .}', 'the whole for every element of a variable'],
    ['[.["a", "b"]]', 'a key with several outputs'],
    ['[select(.[])]', 'a condition with several outputs'],
    ['reduce .[] as $x (.; [., .])', 'a loop with a state'],
    ['def f: [., .]; f | f', 'definitions'],
    [`[${Array(60).fill('.').join()}]`, 'too many copies'],
    ['[recurse(.[]?)]', 'a recursion'],
  ])('%s: %s', (filter) => {
    expect(isBounded(parse(filter))).toBe(false);
  });
});

it('looks at every part of a filter once', () => {
  const filter = `${'first('.repeat(150)}.a${')'.repeat(150)}`;
  expect(isBounded(parse(filter))).toBe(true);
});

describe('results that were calculated', () => {
  it.each([
    ['[.[] | . * 1e300]', [1e10, 2], [Number.MAX_VALUE, 2e300]],
    ['{a: (.b - 1e308)}', { b: -1e308 }, { a: -Number.MAX_VALUE }],
    ['.a / 1e-300', { a: 1e300 }, Number.MAX_VALUE],
    ['[.[] + 1e308]', [1e308], [Number.MAX_VALUE]],
    ['(. * 1e300) - (. * 1e300)', 1e10, null],
  ])('%s is plain JSON', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual([expected]);
  });

  it('are counted where a text grew out of a number', () => {
    expect(failure('(. * 3000000) as $x | [$x, $x, $x, $x, $x, $x]', 'a')).toContain(
      'The result is longer than',
    );
  });
});
