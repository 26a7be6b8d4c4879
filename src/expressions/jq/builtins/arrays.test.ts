import { describe, expect, it } from 'vitest';
import { failure, outputs } from '../testbed.ts';

describe('arrays', () => {
  it.each([
    [
      'sort, sort_by(-.)',
      [3, 1, 2],
      [
        [1, 2, 3],
        [3, 2, 1],
      ],
    ],
    [
      'sort_by(.a, .b)',
      [
        { a: 1, b: 2 },
        { a: 1, b: 1 },
        { a: 0, b: 3 },
      ],
      [
        [
          { a: 0, b: 3 },
          { a: 1, b: 1 },
          { a: 1, b: 2 },
        ],
      ],
    ],
    ['group_by(.a)', [{ a: 1 }, { a: null }, { a: 1 }], [[[{ a: null }], [{ a: 1 }, { a: 1 }]]]],
    [
      'unique, unique_by(. % 2)',
      [3, 1, 2, 1],
      [
        [1, 2, 3],
        [2, 3],
      ],
    ],
    ['min, max', [2, 1, 3], [1, 3]],
    [
      'min_by(.a), max_by(.a)',
      [
        { a: 1, b: 1 },
        { a: 1, b: 2 },
      ],
      [
        { a: 1, b: 1 },
        { a: 1, b: 2 },
      ],
    ],
    ['min, max', [], [null, null]],
    ['add, add(.[] * 2)', [1, 2], [3, 6]],
    ['add', ['a', 'b', null], ['ab']],
    ['add', [[1], [2], null, [3]], [[1, 2, 3]]],
    ['add', [{ a: 1 }, { b: 2 }, { a: 3 }], [{ a: 3, b: 2 }]],
    ['add', [], [null]],
    ['add', { a: 1, b: 2 }, [3]],
    ['add(empty)', null, [null]],
    [
      'flatten, flatten(1)',
      [1, [2, [3]]],
      [
        [1, 2, 3],
        [1, 2, [3]],
      ],
    ],
    ['reverse', [1, 2], [[2, 1]]],
    ['reverse', null, [[]]],
    [
      'transpose',
      [[1], [2, 3]],
      [
        [
          [1, 2],
          [null, 3],
        ],
      ],
    ],
    ['bsearch(2), bsearch(0), bsearch(9)', [1, 2, 3], [1, -1, -4]],
    ['contains([2])', [1, 2], [true]],
    ['contains({a: [{b: 1}]})', { a: [{ b: 1, c: 2 }] }, [true]],
    ['contains("ob")', 'foobar', [true]],
    ['inside([1, 2])', [1], [true]],
    [
      '[combinations]',
      [[1, 2], [3]],
      [
        [
          [1, 3],
          [2, 3],
        ],
      ],
    ],
    [
      '[combinations(2)]',
      [0, 1],
      [
        [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ],
      ],
    ],
    ['indices(1), index(1), rindex(1)', [0, 1, 2, 1], [[1, 3], 1, 3]],
    ['indices([1, 2])', [1, 2, 1, 2], [[0, 2]]],
    ['first, last, nth(1)', [5, 6], [5, 6, 6]],
    ['INDEX(.id)', [{ id: 1 }, { id: 'x' }], [{ '1': { id: 1 }, x: { id: 'x' } }]],
    ['toarray', 1, [[1]]],
    ['. - [1]', [1, 2, 1], [[2]]],
    ['.[1:], .[:-1], .[1:2]', [1, 2, 3], [[2, 3], [1, 2], [2]]],
    ['.[[2, 3]]', [1, 2, 3], [[1]]],
    ['[JOIN({"1": "a"}; .id | tostring)]', [{ id: 1 }], [[[[{ id: 1 }, 'a']]]]],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('objects', () => {
  it.each([
    [
      'keys, keys_unsorted',
      { b: 1, a: 2 },
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
    ],
    ['keys', [5, 6], [[0, 1]]],
    ['has("a"), has("b")', { a: null }, [true, false]],
    ['has(0), has(2)', [1], [true, false]],
    ['"a" | in({a: 1})', null, [true]],
    ['to_entries | from_entries', { a: 1, b: [2] }, [{ a: 1, b: [2] }]],
    ['from_entries', [{ name: 'a', Value: 1 }, { k: 'b', v: 2 }, { Key: 'c' }], [{ a: 1, b: 2, c: null }]],
    ['with_entries(.value += 1)', { a: 1 }, [{ a: 2 }]],
    ['length', { a: 1, b: 2 }, [2]],
    ['. * {a: {c: 2}}', { a: { b: 1 } }, [{ a: { b: 1, c: 2 } }]],
    ['. + {a: 2}', { a: 1, b: 1 }, [{ a: 2, b: 1 }]],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('errors', () => {
  it.each([
    ['sort', {}, 'object ({}) cannot be sorted, as it is not an array'],
    ['sort_by(.)', {}, 'object ({}) and array ([]) cannot be sorted, as they are not both arrays'],
    ['group_by(.)', 1, 'Cannot iterate over number (1)'],
    ['min', 1, 'number (1) and number (1) cannot be iterated over'],
    ['keys', 1, 'number (1) has no keys'],
    ['has("a")', [1], 'Cannot check whether array has a string key'],
    ['contains(1)', 'a', 'string ("a") and number (1) cannot have their containment checked'],
    ['flatten(-1)', [1], 'flatten depth must not be negative'],
    ['from_entries', ['a'], 'Cannot index string with string ("key")'],
    ['from_entries', [{ key: 1 }], 'Cannot use number (1) as object key'],
    ['bsearch(1)', 'aa', 'string ("aa") cannot be searched from'],
    ['reverse', 1, 'Cannot index number with number (0)'],
    ['reverse', 'ab', 'Cannot index string with number (1)'],
    ['transpose', [1], 'Cannot index number with number (0)'],
    ['to_entries', 1, 'number (1) has no keys'],
    ['{} - {}', null, 'object ({}) and object ({}) cannot be subtracted'],
  ] as const)('fails %s on %j', (filter, input, message) => {
    expect(failure(filter, input)).toBe(message);
  });
});
