import { describe, expect, it } from 'vitest';
import { MAX_SOURCE } from '../limits.ts';
import { outputs, refusal } from '../testbed.ts';

describe('operators', () => {
  it.each([
    ['1 + 2 * 3', [7]],
    ['8 / 2 / 2', [2]],
    ['1, 2 | . + 1', [2, 3]],
    ['1 + 1 == 2 and true', [true]],
    ['false and error or true', [true]],
    ['null // false // 3', [3]],
    ['1 - -1', [2]],
    ['1 + 2 as $x | -$x', [-3]],
    ['1, (2 as $x | $x, 3)', [1, 2, 3]],
    ['1 + try 2 catch 3 + 4', [7]],
    ['[-try .]', [[-1]]],
    ['[.[]?] | length', [0]],
  ] as const)('reads %s', (filter, expected) => {
    expect(outputs(filter, 1)).toEqual(expected);
  });

  it('does not chain comparisons', () => {
    expect(refusal('1 == 1 == 1')).toBe(
      '1:8 == cannot follow another operator of its kind (put one of the two in parentheses)',
    );
  });

  it('does not chain assignments', () => {
    expect(refusal('.a = .b = 1')).toContain('= cannot follow another operator of its kind');
  });
});

describe('terms', () => {
  it.each([
    ['.a.b', [2]],
    ['."a"."b"', [2]],
    ['.["a"]["b"]', [2]],
    ['.a["b"]', [2]],
    ['.a.["b"]', [2]],
    ['."a\\u0062"', [9]],
    ['.c[1:][0]', [6]],
    ['.c[:-1]', [[5, 6]]],
    ['.c.[0]', [5]],
    ['.and', [null]],
    ['.x?//"default"', ['default']],
    ['.c[9]?//"default"', ['default']],
    ['{a: 1 | . + 1}', [{ a: 2 }]],
    [
      '{"x":1, y: 2, (.k): 3, "\\(.k)!": 4, $__loc__, if: 5}',
      [{ x: 1, y: 2, z: 3, 'z!': 4, __loc__: { file: '<top-level>', line: 1 }, if: 5 }],
    ],
    ['{ab, k}', [{ ab: 9, k: 'z' }]],
    ['{$list}', [{ list: [1, 2] }]],
    ['@json "x\\([.k])"', ['x["z"]']],
    ['if .ab > 3 then "big" elif .ab then "small" end', ['big']],
    ['.5 + 1. + 1e1', [11.5]],
    ['"a\\n\\t\\"\\u00e9\\ud83d\\ude00"', ['a\n\t"é😀']],
    ['"\\udc00x"', ['\ufffdx']],
    ['# a comment\n.k # another', ['z']],
    ['. as {a: {b: $x}, c: [$y, $z]} | [$x, $y, $z]', [[2, 5, 6]]],
  ] as const)('reads %s', (filter, expected) => {
    expect(outputs(filter, { a: { b: 2 }, ab: 9, c: [5, 6, 7], k: 'z' })).toEqual(expected);
  });
});

describe('refusals', () => {
  it.each([
    ['', '1:1 The filter is empty (write `.` for the input itself)'],
    ["'x'", "1:1 Unexpected character ' (jq strings use double quotes)"],
    [".a == 'x'", "1:7 Unexpected character ' (jq strings use double quotes)"],
    ['.a && .b', '1:4 Unexpected character & (write `and`)'],
    ['.a |\n  foo', '2:3 foo/0 is not defined'],
    ['mpa(.a)', '1:1 mpa/1 is not defined (did you mean map?)'],
    ['map', '1:1 map/0 is not defined (there is map/1)'],
    ['def plus(a): a; plsu(1)', '1:17 plsu/1 is not defined (did you mean plus?)'],
    ['$contxt.x', '1:1 $contxt is not defined (did you mean $context?)'],
    ['. as $item | $itme', '1:14 $itme is not defined (did you mean $item?)'],
    ['$ENV.HOME', '1:1 $ENV is not available: an expression has no environment'],
    ['input', '1:1 input is not available: an expression has one input, which is `.`'],
    ['inputs', '1:1 inputs is not available: an expression has one input, which is `.`'],
    ['debug', '1:1 debug is not available: an expression has no output but its result'],
    ['. | stderr', '1:5 stderr is not available: an expression has no output but its result'],
    ['halt', '1:1 halt is not available: an expression cannot end the process'],
    ['import "a" as b; .', '1:1 import is not supported: an expression has no modules'],
    ['include "a"; .', '1:1 include is not supported: an expression has no modules'],
    ['a::b', '1:1 a::b is not supported: an expression has no modules'],
    ['.a[', '1:4 The filter ends where a filter is expected'],
    ['{a:1', '1:5 The filter ends where , or } is expected (nothing closes the { of {a:1)'],
    ['(.a |\n [.b)', '2:5 Unexpected ), expected ] (nothing closes the [ of [.b))'],
    ['("\\(.a)" | .b', '1:14 The filter ends where ) is expected (nothing closes the ( of ("\\(.a)" | .b)'],
    ['if . then 1', '1:12 The filter ends where end is expected (nothing closes the if of if . then 1)'],
    [
      'if . then 1 elseif . then 2 end',
      '1:13 Unexpected elseif, expected end (write `elif condition then …`)',
    ],
    ['if . then 1 fi', '1:13 Unexpected fi, expected end (write `end`)'],
    ['else 1', '1:1 Unexpected else, expected a filter (it belongs to an `if … then … else … end`)'],
    ['.a |', '1:5 The filter ends where a filter is expected (there is nothing after the last `|` or `,`)'],
    ['.a || .b', '1:5 Unexpected |, expected a filter (write `or`)'],
    ['.a === 1', '1:6 Unexpected =, expected a filter (write `==`)'],
    ['!.a', '1:1 Unexpected character ! (write `| not`)'],
    ['${ .a }', '1:1 Unexpected $, expected a filter (write only what stands between ${ and })'],
    ['.foo-bar', '1:6 bar/0 is not defined (try .["foo-bar"])'],
    ['map(.;.)', '1:1 map/2 is not defined (there is map/1)'],
    ['lenght', '1:1 lenght/0 is not defined (did you mean length?)'],
    ['{a 1}', '1:4 Unexpected 1, expected : or , or } (nothing closes the { of {a 1})'],
    ['.a as x | x', '1:7 Unexpected x, expected a pattern: $name, [ ] or { } (write $x)'],
    ['.users.map(.name)', '1:11 Unexpected (, expected the end of the filter (put `|` before the function)'],
    ['def f(a, b): 1; f', '1:8 Unexpected ,, expected ) (arguments are separated by `;`)'],
    [
      'for x in .a',
      '1:5 Unexpected x, expected the end of the filter (write `.[] | …`, or `reduce .[] as $item (start; update)`)',
    ],
    [
      'while (true) { . }',
      '1:14 Unexpected {, expected the end of the filter (write `while(condition; update)`)',
    ],
    ['.a == 1 ? 2 : 3', '1:11 Unexpected 2, expected the end of the filter (write `if … then … else … end`)'],
    ['.a😀', '1:3 Unexpected character 😀'],
    ['"abc', '1:1 This string is not closed'],
    ['"a\\qb"', '1:3 Invalid escape \\q in a string'],
    ['"\\u12"', '1:2 Invalid escape: \\u needs four hexadecimal digits'],
    ['"a\\ud83d"', '1:3 Invalid \\uXXXX\\uXXXX surrogate pair escape'],
    ['"\\ud83d\\ud83d"', '1:2 Invalid \\uXXXX\\uXXXX surrogate pair escape'],
    ['"\\ud83d\\u00"', '1:8 Invalid escape: \\u needs four hexadecimal digits'],
    ['.a b', '1:4 Unexpected b, expected the end of the filter'],
    [
      '. foo',
      '1:1 A field name stands right after its dot (try .["field"] instead of .field for unusually named fields)',
    ],
    ['{1:2}', '1:2 May need parentheses around object key expression'],
    ['{(1):2}', '1:3 Cannot use number (1) as object key'],
    ['{((true | .)):2}', '1:3 Cannot use boolean (true) as object key'],
    ['{(. | 1):2}', '1:3 Cannot use number (1) as object key'],
    ['break $out', '1:1 $*label-out is not defined'],
    ['@nope', '1:1 nope is not a valid format'],
    ['def f: nope; 1', '1:8 nope/0 is not defined'],
    ['1 + def f: 1; f', '1:5 Unexpected def (put the def in parentheses)'],
  ])('refuses %s', (filter, expected) => {
    expect(refusal(filter)).toBe(expected);
  });

  it('refuses a filter that nests too deeply', () => {
    expect(refusal(`${'('.repeat(50_000)}.`)).toContain('nests deeper than');
  });

  it('refuses a filter that is too long', () => {
    expect(refusal(`"${'x'.repeat(MAX_SOURCE)}"`)).toContain('The filter is longer than');
  });

  it('takes a long pipe', () => {
    expect(outputs(Array(1_000).fill('. + 1').join(' | '), 0)).toEqual([1_000]);
  });
});
