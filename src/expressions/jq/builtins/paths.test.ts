import { describe, expect, it } from 'vitest';
import { failure, outputs } from '../testbed.ts';

describe('paths', () => {
  it.each([
    ['[paths]', { a: [1] }, [[['a'], ['a', 0]]]],
    ['[paths(type == "number")]', { a: [1, 'x'] }, [[['a', 0]]]],
    ['[leaf_paths]', { a: [1] }, [[['a', 0]]]],
    ['getpath(["a", 0, "b"])', { a: [{ b: 5 }] }, [5]],
    ['getpath(["x", "y"])', { a: 1 }, [null]],
    ['[getpath(["a"], ["b"])]', { a: 1, b: 2 }, [[1, 2]]],
    ['setpath(["a", 1]; 9)', { a: [0] }, [{ a: [0, 9] }]],
    ['setpath([]; 1)', { a: 0 }, [1]],
    ['delpaths([["a", 0], ["b"]])', { a: [1, 2], b: 3 }, [{ a: [2] }]],
    ['del(.a, .c[0, 2])', { a: 1, b: 2, c: [1, 2, 3] }, [{ b: 2, c: [2] }]],
    ['del(.[1:3])', [0, 1, 2, 3], [[0, 3]]],
    ['del(.[-1])', [0, 1], [[0]]],
    ['del(..)', [1], [null]],
    ['del(.[] | select(. > 1))', [1, 2, 3], [[1]]],
    ['pick(.a.b, .c[1])', { a: { b: 1, x: 2 }, c: [5, 6] }, [{ a: { b: 1 }, c: [null, 6] }]],
    ['[path(.a[].b?)]', { a: [{ b: 0 }] }, [[['a', 0, 'b']]]],
    ['path(.a[1:2])', null, [['a', { start: 1, end: 2 }]]],
    ['path(getpath(["a", "b"]).c)', null, [['a', 'b', 'c']]],
    ['[path(.a // .b)]', { b: 1 }, [[['b']]]],
    ['path(if .a then .b else .c end)', { a: true }, [['b']]],
    ['path(. as $x | .a)', { a: 1 }, [['a']]],
    ['path(reduce ("a", "b") as $k (.; .[$k]))', null, [[]]],
    ['[path(foreach ("a", "b") as $k (.; .[$k]))]', null, [[['a'], ['b']]]],
    ['path(def f: .a; f | f)', null, [['a', 'a']]],
    ['path(try error catch .)', { a: 1 }, [[]]],
    ['path(first), path(last), path(nth(2))', [1], [[0], [-1], [2]]],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('assignment', () => {
  it.each([
    ['.a = (1, 2)', {}, [{ a: 1 }, { a: 2 }]],
    ['.a |= . + 1', { a: 1 }, [{ a: 2 }]],
    [
      '.a += 1, .a -= 1, .a *= 3, .a /= 2, .a %= 2',
      { a: 3 },
      [{ a: 4 }, { a: 2 }, { a: 9 }, { a: 1.5 }, { a: 1 }],
    ],
    ['.a //= 5, .b //= 5', { a: 1 }, [{ a: 1 }, { a: 1, b: 5 }]],
    ['.a[1:3] = ["x"]', { a: [0, 1, 2, 3] }, [{ a: [0, 'x', 3] }]],
    ['.a[1:] |= map(. * 10)', { a: [1, 2, 3] }, [{ a: [1, 20, 30] }]],
    ['.[2].a = 1', null, [[null, null, { a: 1 }]]],
    ['.[-1] = 9', [1, 2], [[1, 9]]],
    ['(.a, .b) = 1', {}, [{ a: 1, b: 1 }]],
    ['.[] |= empty', [1, 2, 3], [[]]],
    ['.a |= empty', { a: 1, b: 2 }, [{ b: 2 }]],
    ['.a += .b', { a: 1, b: 2 }, [{ a: 3, b: 2 }]],
    ['.a.b |= (5, 6)', null, [{ a: { b: 5 } }]],
    ['map_values(. + 1)', { a: 1 }, [{ a: 2 }]],
    ['map_values(empty)', { a: 1 }, [{}]],
    ['to_entries', { a: 1 }, [[{ key: 'a', value: 1 }]]],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('streams', () => {
  it.each([
    [
      '[tostream]',
      { a: [1, { b: 2 }] },
      [[[['a', 0], 1], [['a', 1, 'b'], 2], [['a', 1, 'b']], [['a', 1]], [['a']]]],
    ],
    ['fromstream(tostream)', { a: [1, { b: 2 }] }, [{ a: [1, { b: 2 }] }]],
    ['[tostream]', 1, [[[[], 1]]]],
    ['[1 | truncate_stream([[0], 1], [[1, 0], 2], [[1, 0]], [[1]])]', null, [[[[0], 2], [[0]]]]],
    ['[. as $d | [1 | truncate_stream($d | tostream)] | length]', { a: { b: 1 } }, [[2]]],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('errors', () => {
  it.each([
    ['path(1 + .)', 1, 'Invalid path expression with result 2'],
    ['path(map(.) | .[0])', [1], 'Invalid path expression near attempt to access element 0 of [1]'],
    ['path(map(.) | .[])', [2], 'Invalid path expression near attempt to iterate through [2]'],
    ['path([.] | first)', 1, 'Invalid path expression near attempt to access element 0 of [1]'],
    ['path([.] | getpath([0]))', 1, 'Invalid path expression near attempt to access element [0] of [1]'],
    ['.a.b = 1', { a: 1 }, 'Cannot index number with string ("b")'],
    ['.["a"] = 1', [1], 'Cannot index array with string ("a")'],
    ['.[-3] = 1', [1], 'Out of bounds negative array index'],
    ['.[nan] = 1', [1], 'Cannot set array element at NaN index'],
    ['.[0:1] = 1', [1], 'A slice of an array can only be assigned another array'],
    ['.[0:1] = "x"', 'abc', 'Cannot update string slices'],
    ['setpath(1; 1)', null, 'Path must be specified as an array'],
    ['setpath([[2], "a"]; 1)', [1], 'Cannot update field at array index of array'],
    ['setpath([{start: 1, end: 2}, "a"]; 1)', 'abc', 'Cannot update string slices'],
    ['delpaths(1)', null, 'Paths must be specified as an array'],
    ['delpaths([1])', null, 'Path must be specified as array, not number'],
    ['delpaths([{}, "a"])', null, 'Path must be specified as array, not string'],
    ['getpath("a")', null, 'Path must be specified as an array'],
    ['del(.a)', [1], 'Cannot index array with string ("a")'],
    ['delpaths([["a"]])', [1], 'Cannot delete string element of array'],
    ['delpaths([[1]])', { a: 1 }, 'Cannot delete number field of object'],
    ['delpaths([["a"]])', 1, 'Cannot delete fields from number'],
    ['paths(.a)', [{ k: 1 }], 'Cannot index array with string ("a")'],
  ] as const)('fails %s on %j', (filter, input, message) => {
    expect(failure(filter, input)).toBe(message);
  });
});
