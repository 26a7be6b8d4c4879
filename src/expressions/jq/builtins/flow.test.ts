import { describe, expect, it } from 'vitest';
import { failure, outputs } from '../testbed.ts';

describe('generators', () => {
  it.each([
    ['[limit(2; .[])]', [1, 2, 3], [[1, 2]]],
    ['[limit(0; error)]', null, [[]]],
    ['[limit(1, 2; 1, 2, 3)]', null, [[1, 1, 2]]],
    ['[skip(1; .[])]', [1, 2, 3], [[2, 3]]],
    ['first(.[])', [7, 8], [7]],
    ['[first(empty)]', null, [[]]],
    ['last(.[])', [7, 8], [8]],
    ['[last(empty)]', null, [[]]],
    ['nth(1; .[])', [7, 8], [8]],
    ['isempty(empty), isempty(1, error)', null, [true, false]],
    [
      '[range(3)], [range(1; 3)], [range(0; 10; 4)], [range(3; 0; -1)], [range(0; 1; 0)]',
      null,
      [[0, 1, 2], [1, 2], [0, 4, 8], [3, 2, 1], []],
    ],
    ['[range(0, 1; 3, 4)]', null, [[0, 1, 2, 0, 1, 2, 3, 1, 2, 1, 2, 3]]],
    ['any, all', [true, false], [true, false]],
    ['any(. > 1), all(. > 0)', [1, 2], [true, true]],
    ['any(true, error; .), all(false, error; .)', null, [true, false]],
    ['[.[] | IN(2, 3)]', [1, 2, 3], [[false, true, true]]],
    ['IN(.[]; 9), IN(.[]; 3)', [1, 3], [false, true]],
    ['map(select(. > 1))', [1, 2, 3], [[2, 3]]],
    ['map(., .)', [1], [[1, 1]]],
    ['map(. + 1)', { a: 1 }, [[2]]],
    ['[.[] | not]', [null, 0], [[true, false]]],
    ['[empty]', null, [[]]],
    ['path(first(.a, .b))', null, [['a']]],
    ['[path(limit(2; .[]))]', [1, 2, 3], [[[0], [1]]]],
    ['path(last(.[] | empty)), path(last(.))', [1, 2], [[]]],
    ['[path(skip(1; .[]))]', [1, 2], [[[1]]]],
    ['(.[] | select(. > 1)) |= . * 10', [1, 2, 3], [[1, 20, 30]]],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('recursion', () => {
  it.each([
    ['[..]', [[1]], [[[[1]], [1], 1]]],
    ['[recurse(if . < 3 then . + 1 else empty end)]', 0, [[0, 1, 2, 3]]],
    ['[recurse(.[]?; . != 2)]', [1, 2], [[[1, 2], 1]]],
    ['[2 | recurse(. * .; . < 20)]', null, [[2, 4, 16]]],
    ['[while(. < 10; . * 3)]', 1, [[1, 3, 9]]],
    ['until(. > 100; . * 2)', 3, [192]],
    ['[limit(3; repeat(. * 2))]', 1, [[2, 2, 2]]],
    ['[path(..)]', [[1]], [[[], [0], [0, 0]]]],
    ['(.. | select(type == "number")) |= . + 1', { a: [1, { b: 2 }] }, [{ a: [2, { b: 3 }] }]],
    ['[limit(3; recurse(. + 1, error))]', 0, [[0, 1, 2]]],
    ['walk(if type == "array" then reverse else . end)', [1, [2, 3]], [[[3, 2], 1]]],
    ['[path(while(. != null; .a))]', { a: { a: null } }, [[[], ['a']]]],
    ['path(until(type == "number"; .a))', { a: { a: 1 } }, [['a', 'a']]],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('errors', () => {
  it.each([
    ['limit(-1; 1)', null, "limit doesn't support negative count"],
    ['skip(-1; 1)', null, "skip doesn't support negative count"],
    ['nth(-1; 1)', null, "nth doesn't support negative indices"],
    ['range("a")', null, 'Range bounds must be numeric'],
    ['error', 'x', 'x'],
    ['error(null)', null, 'null (null) not a string'],
    ['error({a: 1})', null, '{"a":1} (not a string)'],
    ['any', 1, 'Cannot iterate over number (1)'],
  ] as const)('fails %s on %j', (filter, input, message) => {
    expect(failure(filter, input)).toBe(message);
  });
});
