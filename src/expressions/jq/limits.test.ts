import { describe, expect, it } from 'vitest';
import { failure, outputs } from './testbed.ts';

describe('an evaluation that does not end', () => {
  it.each([
    '[range(1e12)]',
    'last(range(1e12))',
    'range(1e12) | empty',
    'repeat(.) | empty',
    'last(repeat(1))',
    '[recurse(.)]',
    '0 | until(false; . + 1)',
    '0 | last(while(true; . + 1))',
    'reduce range(1e12) as $i (0; . + $i)',
    'last(foreach range(1e12) as $i (0; . + $i))',
    'label $out | repeat(1) | select(. == 2) | break $out',
    'first(repeat(1) | select(. == 2))',
    'any(repeat(1); . == 2)',
    '[limit(1e9; repeat(1))]',
    'try repeat(1) catch 2 | empty',
    'def f: f; f',
    'def f: ., f; last(f)',
    'def f(g): f(g | g); f(.)',
    '[.[]?, repeat(1)] // 3',
    'path(repeat(.)) | empty',
    '[splits(repeat("a"))]',
  ])('stops %s', (filter) => {
    expect(failure(filter, 'x')).toMatch(/takes more than \d+ steps|grew past/);
  });

  it.each(['def f: 1 + f; f', 'def f: f, 1; last(f)', 'def f(g): [f(g | g)]; f(.)', 'def f: [f]; f'])(
    'stops %s',
    (filter) => {
      expect(failure(filter, 1)).toBe('The expression calls itself too deeply');
    },
  );

  it('stops after too many outputs', () => {
    expect(failure('range(1e6)')).toBe('The expression has more than 100000 outputs');
  });
});

describe('a value that grows without end', () => {
  it.each([
    ['reduce range(100) as $i ("ab"; . + .)', /A string grew past/],
    ['"x" * 100000000', /A string grew past/],
    ['reduce range(100) as $i ([1]; . + .)', /An array grew past/],
    ['[range(1e6)] | tojson * 10', /A string grew past|steps/],
    ['.[900000] = 1 | .[900000:] + . + .', /An array grew past/],
    ['reduce range(100) as $i ("a"; "\\(.)\\(.)")', /A string grew past/],
    ['reduce range(30) as $i ({a: 1}; {a: ., b: .}) | [..] | length', /steps|grew past/],
    ['reduce range(30) as $i ("a"; [., .]) | tojson | length', /./],
  ])('stops %s', (filter, message) => {
    expect(failure(filter)).toMatch(message);
  });

  it('refuses a result that nests too deeply', () => {
    expect(failure('reduce range(5000) as $i (null; [.])')).toBe('The result nests deeper than 1000 levels');
  });

  it('does not let a filter catch its own end', () => {
    expect(failure('try [range(1e12)] catch "caught"')).toContain('grew past');
  });
});

describe('long but finite work', () => {
  it.each([
    ['[recurse(if . < 50000 then . + 1 else empty end)] | length', [50_001]],
    ['0 | until(. >= 100000; . + 1)', [100_000]],
    ['[limit(3; repeat(1))]', [[1, 1, 1]]],
    ['reduce range(100000) as $i (0; . + $i)', [4_999_950_000]],
    ['[range(100000)] | map(. + 1) | add', [5_000_050_000]],
    ['first(range(1e12))', [0]],
    ['def f: if . >= 300 then . else . + 1 | f end; 0 | f', [300]],
  ] as const)('finishes %s', (filter, expected) => {
    expect(outputs(filter, 0)).toEqual(expected);
  });
});
