import { describe, expect, it } from 'vitest';
import type { Json } from '../../json/json.ts';
import { dump, dumpNumber } from './dump.ts';
import { MAX_DEPTH } from './limits.ts';
import { compare, compareText, same, sortBy } from './order.ts';
import { place } from './place.ts';
import { read } from './read.ts';
import { plain } from './result.ts';
import { Raised, Run } from './run.ts';
import { scope } from './testbed.ts';
import { excerpt, typeOf } from './values.ts';

const run = () => new Run(scope);

function raised(action: () => unknown): Json {
  try {
    action();
  } catch (error) {
    if (error instanceof Raised) return error.value;
    throw error;
  }
  return 'nothing raised';
}

describe('order', () => {
  const ascending: Json[] = [
    null,
    false,
    true,
    Number.NaN,
    -1,
    0,
    1.5,
    '',
    'a',
    'ab',
    'b',
    '\uff5e',
    '😀',
    [],
    [1],
    [1, 2],
    [2],
    {},
    { a: 1 },
    { a: 2 },
    { a: 1, b: 1 },
    { b: 0 },
  ];

  it('puts every kind of value in its place', () => {
    expect(sortBy(ascending.toReversed(), (value) => value, run())).toEqual(ascending);
  });

  it('compares text by code point', () => {
    expect(compareText('\uff5e', '😀')).toBeLessThan(0);
  });

  it('takes not-a-number for less than any number', () => {
    expect([compare(Number.NaN, 0, run()), compare(0, Number.NaN, run())]).toEqual([-1, 1]);
  });

  it('finds equal what differs only in the order of keys', () => {
    expect(same({ a: [1], b: 2 }, { b: 2, a: [1] }, run())).toBe(true);
  });

  it.each([
    [{ a: 1 }, { b: 1 }],
    [[1, 2], [1]],
    [[1], { 0: 1 }],
    [1, '1'],
    [Number.NaN, Number.NaN],
    [null, false],
  ] as [Json, Json][])('tells %j from %j', (left, right) => {
    expect(same(left, right, run())).toBe(false);
  });

  it('refuses to compare too deeply', () => {
    const nest = () => Array.from({ length: MAX_DEPTH + 2 }).reduce<Json>((inner) => [inner], 1);
    expect(raised(() => compare(nest(), nest(), run()))).toBe('Comparison too deep');
    expect(raised(() => same(nest(), nest(), run()))).toBe('Equality check too deep');
  });
});

describe('dump', () => {
  it.each([
    [1, '1'],
    [-0, '-0'],
    [1.5, '1.5'],
    [1e15, '1000000000000000'],
    [1e17, '1e+17'],
    [1.5e300, '1.5e+300'],
    [123456789012345680000, '123456789012345680000'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.25e-7, '1.25e-07'],
    [Number.NaN, 'null'],
    [Number.POSITIVE_INFINITY, '1.7976931348623157e+308'],
  ])('writes the number %d as %s', (value, text) => {
    expect(dumpNumber(value)).toBe(text);
  });

  it('writes any value without blanks', () => {
    expect(dump({ b: [1, 'x"', null], a: {}, c: [] })).toBe('{"b":[1,"x\\"",null],"a":{},"c":[]}');
  });
});

describe('excerpt', () => {
  it.each([
    ['short', '"short"'],
    ['very-long-long-long-long-string', '"very-long-long-long-long..."'],
    [['aaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbb'], '["aaaaaaaaaaaaaaaa","bbbb...]'],
    ['☆'.repeat(12), '"☆☆☆☆☆☆☆☆..."'],
  ] as [Json, string][])('cuts %j to %s', (value, text) => {
    expect(excerpt(value)).toBe(text);
  });
});

describe('read', () => {
  it.each([
    ['[1, {"a": [true, null]}, "x\\u00e9"]', [1, { a: [true, null] }, 'xé']],
    ['{}', {}],
    ['[]', []],
    [' 1e2 ', 100],
    ['.5', 0.5],
    ['+1', 1],
    ['-1.5e-2', -0.015],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['"\\ud83d\\ude00"', '😀'],
  ] as [string, Json][])('reads %s', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  it('reads not-a-number', () => {
    expect(read('nan')).toBeNaN();
  });

  it('keeps `__proto__` as a key like any other', () => {
    expect(dump(read('{"__proto__":1}'))).toBe('{"__proto__":1}');
  });

  it.each(['', '{', '[1,', '[1 2]', '{"a"}', '{1:2}', '1 2', 'tru', "'a'", '"a', '"\n"', '[1}', '01x'])(
    'refuses %j',
    (text) => {
      expect(raised(() => read(text))).toContain('while parsing');
    },
  );

  it('names the place', () => {
    expect(raised(() => read('{"a":1,\n"b" 2}'))).toBe(
      'Expected separator between values at line 2, column 6 (while parsing \'{"a":1,\n"b" 2}\')',
    );
  });
});

describe('plain', () => {
  it('returns what is plain already as it is', () => {
    const value = { a: [1, 'x', { b: null }] };
    expect(plain(value, run())).toBe(value);
  });

  it('replaces only what is not', () => {
    const kept = [1];
    const cleaned = plain({ a: kept, b: [Number.NaN] }, run());
    expect(cleaned).toEqual({ a: [1], b: [null] });
    expect(cleaned).toHaveProperty('a', kept);
  });
});

describe('names', () => {
  it('finds the line and column of an offset', () => {
    expect([place('ab\ncd', 0), place('ab\ncd', 4)]).toEqual([
      { line: 1, column: 1 },
      { line: 2, column: 2 },
    ]);
  });

  it.each([
    [null, 'null'],
    [[], 'array'],
    [{}, 'object'],
    [true, 'boolean'],
    [1, 'number'],
    ['', 'string'],
  ] as [Json, string][])('says that %j is of type %s', (value, type) => {
    expect(typeOf(value)).toBe(type);
  });
});
