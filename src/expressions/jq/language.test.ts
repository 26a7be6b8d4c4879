import { describe, expect, it } from 'vitest';
import { failure, outputs } from './testbed.ts';

describe('control', () => {
  it.each([
    [
      '[.[] | if . > 1 then "big" elif . == 1 then "one" else "small" end]',
      [0, 1, 2],
      [['small', 'one', 'big']],
    ],
    ['if (true, false) then 1 else 2 end', null, [1, 2]],
    ['[.[] | if . then 1 end]', [true, false], [[1, false]]],
    ['try error("x") catch ("caught " + .)', null, ['caught x']],
    ['[.[] | tonumber?]', ['1', 'x', '2'], [[1, 2]]],
    ['try (1, error("x"), 3) catch .', null, [1, 'x']],
    ['[(1, 2) | try (if . == 1 then error("x") else . end) catch "c"]', null, [['c', 2]]],
    ['try ((try 1 catch 2) | error("later")) catch .', null, ['later']],
    ['.a // "none", (false, null, 3) // 4, empty // 5, (error("x")? // 6)', null, ['none', 3, 5, 6]],
    ['first((1, error("x")) // 2)', null, [1]],
    ['[. as [$a, [$a]] | $a], [. as {k: $x, j: $x} ?// [$x] | $x]', [1, [2]], [[2], [1]]],
    ['. as {a: $x, b: $x} | $x', { a: 1, b: 2 }, [1]],
    ['(.a, .b) |= empty', null, [null]],
    ['[.[[]], indices([])]', [1], [[[], []]]],
    ['indices("")', 'abc', [[]]],
    [
      '.[-0.5] = 9, .[-1.5] = 9',
      [1, 2],
      [
        [9, 2],
        [1, 9],
      ],
    ],
    ['[limit(2; range(nan))], [range(1; 0; nan)]', null, [[0, 1], [1]]],
    ['.[{}]? // "none"', [1], ['none']],
    ['[.[] // 9]', [null, 1, false, 2], [[1, 2]]],
    ['[label $out | 1, 2, break $out, 3]', null, [[1, 2]]],
    ['[label $a | label $b | 1, break $a, 2]', null, [[1]]],
    ['[.[] | label $out | if . > 1 then break $out else . end]', [1, 2, 0], [[1, 0]]],
    ['true and (true, false), false or (true, false)', null, [true, false, true, false]],
    ['false and error, true or error', null, [false, true]],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('variables and functions', () => {
  it.each([
    ['. as $x | [$x, $x + 1]', 1, [[1, 2]]],
    ['. as [$a, {b: $c}] | [$a, $c]', [1, { b: 2 }], [[1, 2]]],
    ['. as {$a, $b: [$c]} | [$a, $b, $c]', { a: 1, b: [2] }, [[1, [2], 2]]],
    ['. as {("a", "b"): $x} | $x', { a: 1, b: 2 }, [1, 2]],
    ['.[] as [$a] ?// $a | [$a]', [[3], 4], [[3], [4]]],
    [
      '[[3]] | .[] as [$a] ?// [$b] | if $a != null then error("err: \\($a)") else {$a, $b} end',
      null,
      [{ a: null, b: 3 }],
    ],
    ['def f: . + 1; f | f', 1, [3]],
    ['def f(g): g | g; f(. * 2)', 1, [4]],
    ['def f($x; $y): $x + $y; f(1, 2; 10)', null, [11, 12]],
    ['def f($x): x + $x; f(1)', null, [2]],
    ['def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; fac', 10, [3628800]],
    ['def f: def g: 3; g; def g: 4; f + g', null, [7]],
    ['def f(x): x | def g: x; g; 1 | f(. + 1)', null, [3]],
    ['. as $x | def f: $x; 5 as $x | f', 1, [1]],
    ['def r(f): if . > 3 then . else f | r(f) end; 0 | r(. + 1)', null, [4]],
    ['reduce .[] as $x (0; . + $x)', [1, 2, 3], [6]],
    [
      'reduce .[] as [$a, $b] (0; . + $a * $b)',
      [
        [1, 2],
        [3, 4],
      ],
      [14],
    ],
    ['reduce empty as $x (0; 1), reduce (1, 2) as $x (0; empty)', null, [0, null]],
    ['[reduce (1, 2) as $x (0, 10; . + $x)]', null, [[3, 13]]],
    ['[foreach .[] as $x (0; . + $x)]', [1, 2, 3], [[1, 3, 6]]],
    [
      '[foreach .[] as $x (0; . + $x; [$x, .])]',
      [1, 2],
      [
        [
          [1, 1],
          [2, 3],
        ],
      ],
    ],
    ['[foreach (1, 2) as $x (0; . + $x, 10; .)]', null, [[1, 10, 12, 10]]],
    ['$context.x, $list[1]', null, [1, 2]],
    ['$__loc__', null, [{ file: '<top-level>', line: 1 }]],
    ['[.[] as $x | .[] as $y | $x * $y]', [1, 2], [[1, 2, 2, 4]]],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('construction', () => {
  it.each([
    [
      '{a: (1, 2), b: (3, 4)}',
      null,
      [
        { a: 1, b: 3 },
        { a: 1, b: 4 },
        { a: 2, b: 3 },
        { a: 2, b: 4 },
      ],
    ],
    ['{("a", "b"): 1}', null, [{ a: 1 }, { b: 1 }]],
    ['[.[] | {a}]', [{ a: 1, b: 2 }], [[{ a: 1 }]]],
    ['[1, (2, 3), empty]', null, [[1, 2, 3]]],
    ['{}, []', null, [{}, []]],
    ['.a["b"].c?', { a: { b: 1 } }, []],
    ['[.[]?]', 1, [[]]],
    ['.[1, 0]', ['a', 'b'], ['b', 'a']],
    ['.["a", "b"]', { a: 1, b: 2 }, [1, 2]],
    ['[.[(0, 1):(2, 3)]]', [1, 2, 3], [[[1, 2], [1, 2, 3], [2], [2, 3]]]],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('errors', () => {
  it.each([
    ['.a', 1, 'Cannot index number with string ("a")'],
    ['.[0]', 'abc', 'Cannot index string with number (0)'],
    ['.[1:2]', {}, 'Cannot index object with object ({"start":1,"end":2})'],
    ['.[]', null, 'Cannot iterate over null (null)'],
    ['.["a":]', [1], 'Array/string slice indices must be integers'],
    ['{(.): 1}', 1, 'Cannot use number (1) as object key'],
    ['{(-1): 1}', null, 'Cannot use number (-1) as object key'],
    ['(null, error("x")) // 2', null, 'x'],
    ['.a // 2', 1, 'Cannot index number with string ("a")'],
    ['"\\(error("a"))\\(error("b"))"', null, 'b'],
    ['.[{start: 1}]', [1], 'Array/string slice indices must be integers'],
    ['getpath([true])', null, 'Cannot index null with boolean (true)'],
    ['[nan] | transpose', null, 'Cannot index number with number (0)'],
    ['path(last(.a))', { a: 1 }, 'Invalid path expression with result 1'],
    ['path(.a |= 1)', null, 'Invalid path expression near attempt to access element 0 of [{"a":1},[]]'],
    ['path(reduce "a" as $k (.; .[$k]))', { a: 1 }, 'Invalid path expression with result 1'],
    ['path(try error("x") catch .)', null, 'Invalid path expression with result "x"'],
    [
      'false | contains(true)',
      null,
      'boolean (false) and boolean (true) cannot have their containment checked',
    ],
    ['. as [$a] | $a', {}, 'Cannot index object with number (0)'],
  ] as const)('fails %s on %j', (filter, input, message) => {
    expect(failure(filter, input)).toBe(message);
  });
});
