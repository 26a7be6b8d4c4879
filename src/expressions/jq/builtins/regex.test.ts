import { describe, expect, it } from 'vitest';
import { failure, outputs } from '../testbed.ts';

describe('match', () => {
  it.each([
    ['test("B"), test("B"; "i")', 'abc', [false, true]],
    ['test(["B", "i"])', 'abc', [true]],
    ['[match("a"; "g").offset]', 'banana', [[1, 3, 5]]],
    [
      'match("(?<x>n)(z)?")',
      'banana',
      [
        {
          offset: 2,
          length: 1,
          string: 'n',
          captures: [
            { offset: 2, length: 1, string: 'n', name: 'x' },
            { offset: -1, length: 0, string: null, name: null },
          ],
        },
      ],
    ],
    ['[match("."; "g").offset]', 'é😀x', [[0, 1, 2]]],
    ['capture("(?<a>[a-z]+)-(?<n>\\\\d+)")', 'xyz-14', [{ a: 'xyz', n: '14' }]],
    ['[scan("\\\\w\\\\d")]', 'a1 b2', [['a1', 'b2']]],
    [
      '[scan("(a)(b)?")]',
      'ab a',
      [
        [
          ['a', 'b'],
          ['a', null],
        ],
      ],
    ],
    [
      '[splits(", *")], split(", *"; null)',
      'a,  b,c',
      [
        ['a', 'b', 'c'],
        ['a', 'b', 'c'],
      ],
    ],
    ['sub("a"; "x"), gsub("a"; "x")', 'banana', ['bxnana', 'bxnxnx']],
    ['gsub("(?<c>[an])"; "<\\(.c)>")', 'ban', ['b<a><n>']],
    ['[gsub("a"; "x", "y")]', 'a', [['x', 'y']]],
    ['gsub("^"; ">")', 'a', ['>a']],
    ['gsub(""; "-")', 'ab', ['-a-b-']],
    ['sub("z"; "x")', 'a', ['a']],
    ['[match(""; "gn")]', 'ab', [[]]],
    ['test("a b # comment"; "x")', 'ab', [true]],
    ['test("a.b"), test("a.b"; "p")', 'a\nb', [false, true]],
    ['[match("a|ab"; "l").string]', 'ab', [['ab']]],
    ['test("\\\\w"), test("[\\\\w]")', 'é', [true, true]],
    ['test("^\\\\d$")', '٣', [true]],
    ['test("\\\\W"), test("\\\\S")', 'é', [false, true]],
    ['test("(?<=a)b")', 'ab', [true]],
    ['test("[[:alpha:]]")', 'a', [true]],
    ['test("[]a]")', ']', [true]],
    ['test("\\\\h")', 'h', [true]],
    ['[match("a|ab|abc"; "gl").string]', 'ab abc', [['abc']]],
    ['[match("a*"; "gn").string]', 'baac', [['aa']]],
    ['[match("^b"; "g")], [match("(?m)^b"; "g").offset]', 'a\nb', [[], [2]]],
    ['[match("a$"; "g").offset]', 'a\n', [[0]]],
    ['[match(""; "g")] | length', 'ab', [3]],
    ['[match(""; "g").offset]', 'é😀x', [[0, 1, 2, 3]]],
    ['[match("(?=u)"; "g").offset]', 'qux', [[1]]],
    ['match("(?=(u))").captures[0].string', 'qux', ['']],
    ['capture("(?<n>a)|(?<n>b)")', 'b', [{ n: 'b' }]],
    ['gsub("(?<=a)(?=b)"; "-")', 'abab', ['a-ba-b']],
    ['gsub("(?<c>.)\\\\1"; "\\(.c)")', 'aabbc', ['abc']],
    ['gsub("x"; "y") | length', 'x '.repeat(50_000), [100_000]],
    ['[splits("")]', 'ab', [['', 'a', 'b', '']]],
    ['[sub("(?<l>.)"; "\\(.l)1", "\\(.l)2")]', 'ab', [['a1b', 'a2b']]],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('errors', () => {
  it.each([
    ['test("(")', 'a', 'Regex failure: end pattern with unmatched parenthesis'],
    ['test("a" * 5000)', 'a', 'Regex failure: the pattern is longer than 1000 characters'],
    ['test("a"; "q")', 'a', 'q is not a valid modifier string'],
    ['test("a")', 1, 'number (1) cannot be matched, as it is not a string'],
    ['test(1)', 'a', 'number not a string or array'],
    ['test("a"; 1)', 'a', 'number (1) is not a string'],
    ['sub("(?~a)"; "x")', 'aa', 'Regex failure: absent groups are not supported'],
  ] as const)('fails %s on %j', (filter, input, message) => {
    expect(failure(filter, input)).toBe(message);
  });
});
