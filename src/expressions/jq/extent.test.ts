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
    '. as {a: $x, b: [$y]} | {x: $x, y: $y}',
    '[.[] | select(.a or .b)]',
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
    [`[0]${' | [., .]'.repeat(30)}`, 'doublings of a constant'],
    [`length${' | [., .]'.repeat(30)}`, 'doublings of a number'],
    [`1${' | {a: ., b: .}'.repeat(30)}`, 'doublings by objects'],
    [`{a: .}${' | {a: "\\(.)"}'.repeat(30)}`, 'texts inside texts'],
    ['@uri "\\(.)"', 'a format'],
    ['[select(.[] or 1)]', 'a disjunction with several outputs'],
    ['[if (.[] and 1) then . else . end]', 'a conjunction with several outputs'],
    ['. as $d | [(range(50000) or true) | $d]', 'a condition that is a loop'],
    ['[select(. as {(range(5000) | tostring): $x} | 1)]', 'a key of a pattern with several outputs'],
    ['[. as {(range(50000) | tostring): $x} | .]', 'the whole for every key of a pattern'],
    ['. as [{(.[]): $x}] | .', 'a pattern in a pattern'],
    ['. as [$x] ?// $x | .', 'patterns in turn'],
    [
      Array(300)
        .fill(`${'['.repeat(50)}.${']'.repeat(50)}`)
        .join(' | '),
      'levels upon levels',
    ],
    [Array(300).fill(`{a: [.]}`).join(' | '), 'levels of objects'],
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

describe('results that would hold more than anyone can write', () => {
  const nested = Array(300)
    .fill(`${'['.repeat(50)}.${']'.repeat(50)}`)
    .join(' | ');
  it.each([
    [`[0]${' | [., .]'.repeat(30)}`, null, /takes more than \d+ steps/],
    [`length${' | [., .]'.repeat(30)}`, 'a', /The result is longer than/],
    [`type${' | {a: ., b: .}'.repeat(30)}`, null, /The result is longer than/],
    ['[select(.[] or 1)]', Array(10_000).fill(0), /The result is longer than/],
    ['. as $d | [(range(50000) or true) | $d]', 'x'.repeat(1000), /The result is longer than/],
    ['[. as {(range(50000) | tostring): $x} | [.]]', 'x'.repeat(1000), /Cannot index/],
    ['. as $d | [{} as {(range(50000) | tostring): $x} | $d]', 'x'.repeat(1000), /The result is longer than/],
    [nested, 1, /nests deeper than 1000 levels/],
  ])('are refused: %#', (filter, input, message) => {
    expect(failure(filter, input)).toMatch(message);
  });
});
