import { describe, expect, it } from 'vitest';
import type { Json } from '../../json/json.ts';
import { ExpressionError } from '../expression.ts';
import { compileFilter } from './compile.ts';
import type { Limits } from './limits.ts';
import { failure, outputs, scope } from './testbed.ts';

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

describe('much that is done without a loop', () => {
  const long = (term: string) => Array(300).fill(term).join('');

  it.each([
    ['last(range(100000) | BODY)', `.${long(' + 1')}`],
    ['[range(100000)] | map(BODY) | length', `.${long(' + 1')}`],
    ['[range(100000) | BODY] | length', `.${long(' | .')}`],
    ['reduce range(100000) as $i (0; BODY)', `.${long(' + 1')}`],
    ['reduce range(100000) as $i ([]; BODY | . + [$i]) | length', `.${long(' | .')}`],
    ['0 | until(. >= 1e8; BODY)', `.${long(' + 1')}`],
    ['def f: if . < 1e8 then BODY | f else . end; 0 | f', `.${long(' + 1')}`],
    ['last(range(100000) | path(BODY))', `.${long(' | .')}`],
    ['last(range(100000) | BODY)', `. == 1${long(' and . == 1')}${long(' or . == 1')}`],
  ])('counts as steps: %s', (loop, body) => {
    expect(failure(loop.replace('BODY', body))).toBe('The expression takes more than 3000000 steps');
  });

  it('costs no step where there is little of it', () => {
    expect(outputs('last(range(2900000) | . + 1 + 1 + 1)')).toEqual([2_900_002]);
  });

  it('gives what it gives without being paid for', () => {
    expect(outputs(`[(1, 2) | [.${long(' + 1')}, .${long(' | .')}]]`)).toEqual([
      [
        [301, 1],
        [302, 2],
      ],
    ]);
    expect(outputs(`{a: 1} | (.a${long(' | .')}) |= 7`)).toEqual([{ a: 7 }]);
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

describe('what real work takes', () => {
  const rows = Array.from({ length: 50_000 }, (_, id) => ({
    id,
    name: `name ${(id * 7919) % 50_000}`,
    price: (id * 31) % 977,
  }));

  it.each([
    ['sort_by(.price) | length', 50_000],
    ['sort_by(.price, .name) | length', 50_000],
    [
      '. + . | map(select(.price >= 0) | {id, text: "\\(.id) \\(.name)", twice: (.price * 2)}) | length',
      100_000,
    ],
    ['group_by(.price) | map({key: "\\(.[0].price)", value: length}) | from_entries | length', 977],
    ['tojson | length > 2000000', true],
    ['tojson | fromjson | length', 50_000],
  ] as const)('is within the bounds: %s', (filter, expected) => {
    expect(outputs(filter, rows)).toEqual([expected]);
  });
});

describe('functions that call themselves', () => {
  it.each([
    ['def f: if . < 1000000 then . + 1 | f else . end; f', 1_000_000],
    ['def r: ., (. + 1 | if . < 100000 then r else empty end); last(r)', 99_999],
    ['def w(c; u): def _w: if c then ., (u | _w) else empty end; _w; last(w(. < 100000; . + 1))', 99_999],
    ['def f($n; $sum): if $n == 0 then $sum else f($n - 1; $sum + $n) end; f(100000; 0)', 5_000_050_000],
    ['def f: . as $x | if $x > 100000 then . else $x + 1 | f end; f', 100_001],
    ['def f(g): if . > 100000 then . else g end; def h: f(. + 1 | h); h', 100_001],
  ])('go on for long at their end: %s', (filter, expected) => {
    expect(outputs(filter, 0)).toEqual([expected]);
  });

  it.each([
    ['def f: if . < 2 then . else (. - 1 | f) + (. - 2 | f) end; 20 | f', 6765],
    ['def f: if . < 2 then 1 else . * (. - 1 | f) end; 20 | f', 2_432_902_008_176_640_000],
    ['def f: if . > 3 then ., . else . + 1 | f end; [f] | length', 2],
    ['def f(g): if . > 3 then g else . + 1 | f(g) end; [[f(1, 2)], [f(1)]] | flatten | add', 4],
    ['def s: if type == "array" then map(s) | add else . end; [[1, [2, 3]], 4] | s', 10],
  ])('have all their outputs: %s', (filter, expected) => {
    expect(outputs(filter, 0)).toEqual([expected]);
  });

  it('end at the same depth wherever they are called from', () => {
    const deepest = () =>
      outputs(
        'first(range(10; 2000) | . as $n | try (def f: if . > $n then 1 else (. + 1 | f) + 1 end; 0 | f) catch 0 | select(. > 250))',
      );
    const below = (calls: number): Json[] => (calls === 0 ? deepest() : below(calls - 1));
    expect(below(500)).toEqual(deepest());
  });
});

describe('limits of a caller', () => {
  const ends = (filter: string, limits: Partial<Limits>, input: Json = null): string => {
    try {
      compileFilter(filter, [], limits).each(input, scope, () => false);
    } catch (error) {
      if (error instanceof ExpressionError) return error.message;
      throw error;
    }
    return 'no error';
  };

  it.each([
    ['last(range(1000))', { steps: 100 }, 'The expression takes more than 100 steps'],
    ['range(1000)', { outputs: 10 }, 'The expression has more than 10 outputs'],
    ['"x" * 1000', { string: 100 }, 'A string grew past 100 characters'],
    ['[1, 2, 3] + [4, 5]', { array: 4 }, 'An array grew past 4 elements'],
    ['def f: 1 + f; f', { depth: 50 }, 'The expression calls itself too deeply'],
    ['[range(100)]', { result: 100 }, 'The result is longer than 100 characters of JSON'],
  ])('stop %s', (filter, limits, message) => {
    expect(ends(filter, limits)).toBe(message);
  });

  it.each([
    ['.[]', Array(1000).fill('x'.repeat(1000))],
    ['map(. + 1)', Array(1000).fill(1)],
    ['.', 'x'.repeat(200)],
  ])('hold also where the result is no larger than the input: %s', (filter, input) => {
    expect(ends(filter, { result: 100 }, input)).toBe('The result is longer than 100 characters of JSON');
  });

  it.each([
    '[range(1000)]',
    '[range(90)] | map(., .)',
    '[range(101; 0; -1)] | length',
    '[range(60)] | [., .] | flatten',
    '[range(60)] | [., .] | add',
    '[range(60)] | [., .] | [paths]',
    '[range(99)] | .[100] = 1',
    '"a" * 200 | explode',
    '"a" * 200 | split("a")',
    '"a" * 200 | [match("a"; "g")]',
  ])('hold for every way to build an array: %s', (filter) => {
    expect(ends(filter, { array: 100 })).toBe('An array grew past 100 elements');
  });
});

describe('a result', () => {
  it.each([
    'reduce range(20) as $i (["x" * 1000]; [., .])',
    `["x" * 100000]${' | [., .]'.repeat(20)}`,
    '("x" * 1000000) as $x | range(100) | $x',
  ])('is counted as text: %s', (filter) => {
    expect(failure(filter)).toMatch(/The result is longer than \d+ characters of JSON/);
  });
});
