import { describe, expect, it } from 'vitest';
import { compile, ExpressionError, ExpressionSyntaxError, type Json, NotJsonError } from './index.ts';

describe('compile', () => {
  it('gives every output', () => {
    expect([...compile('.[] | . + 1')([1, 2])]).toEqual([2, 3]);
  });

  it('gives nothing where there is no output', () => {
    expect([...compile('empty')(1)]).toEqual([]);
  });

  it('evaluates anew in every iteration', () => {
    let count = 0;
    const outputs = compile('now', { now: () => ++count * 1000 })(null);
    expect([...outputs, ...outputs]).toEqual([1, 2]);
  });

  it('does nothing before the iteration begins', () => {
    expect(() => compile('error("late")')(null)).not.toThrow();
  });

  it('gives the outputs before an error, then the error', () => {
    const found: unknown[] = [];
    const take = () => {
      for (const value of compile('1, 2, error("late"), 3')(null)) found.push(value);
    };
    expect(take).toThrow(expect.objectContaining({ name: 'ExpressionError', message: 'late' }));
    expect(found).toEqual([1, 2]);
  });

  it('ends an endless filter with an error', () => {
    expect(() => [...compile('repeat(1)')(null)]).toThrow(ExpressionError);
  });

  it('gives plain JSON', () => {
    expect([...compile('nan, infinite, [nan]')(null)]).toEqual([null, Number.MAX_VALUE, [null]]);
  });

  it('tells where a filter does not parse', () => {
    expect(() => compile('.a +\n }')).toThrow(expect.objectContaining({ line: 2, column: 2 }));
    expect(() => compile('.a + }')).toThrow(ExpressionSyntaxError);
  });

  it('has a clock and random numbers of its own', () => {
    const before = Date.now() / 1000;
    expect(compile('now').first(null)).toBeGreaterThanOrEqual(before);
  });

  it('has the clock that is given', () => {
    expect(compile('now', { now: () => 5000 }).first(null)).toBe(5);
  });
});

describe('first', () => {
  it('gives the first output', () => {
    expect(compile('.[]').first([7, 8])).toBe(7);
  });

  it('is undefined where there is none', () => {
    expect(compile('empty').first(null)).toBeUndefined();
  });

  it('evaluates nothing after it', () => {
    expect(compile('1, error("late")').first(null)).toBe(1);
  });
});

describe('variables', () => {
  const add = compile('. + $x', { variables: ['x'] });

  it('are bound by each call', () => {
    expect([add.first(1, { x: 2 }), ...add(1, { x: 3 })]).toEqual([3, 4]);
  });

  it('are null where they are not given', () => {
    expect(add.first(1)).toBe(1);
    expect(compile('$constructor', { variables: ['constructor'] }).first(null)).toBeNull();
  });

  it('may have any name that jq can read', () => {
    const args = JSON.parse('{"__proto__":1,"constructor":2}');
    const filter = compile('[$__proto__, $constructor]', { variables: ['__proto__', 'constructor'] });
    expect(filter.first(null, args)).toEqual([1, 2]);
  });

  it('must be declared to be read', () => {
    expect(() => compile('$y', { variables: ['x'] })).toThrow(ExpressionSyntaxError);
  });

  it('must be declared to be given', () => {
    expect(() => add.first(1, { y: 2 })).toThrow('$y is not among the variables of the filter');
  });

  it('are declared without the dollar sign', () => {
    expect(() => compile('$x', { variables: ['$x'] })).toThrow(TypeError);
  });

  it('are a list', () => {
    const options: object = { variables: 'abc' };
    expect(() => compile('.', options)).toThrow('variables are a list of names');
  });

  it('must be JSON', () => {
    expect(() => add.first(1, { x: undefined })).toThrow('$x is not JSON: undefined');
  });
});

describe('options', () => {
  it('must be known', () => {
    const options: object = { variable: ['x'] };
    expect(() => compile('.', options)).toThrow(
      expect.objectContaining({ name: 'TypeError', message: 'there is no option variable' }),
    );
  });
});

describe('limits', () => {
  it.each([
    ['steps', 'last(range(1000))', 100],
    ['outputs', 'range(1000)', 100],
    ['array', '[range(60)] + [range(60)]', 100],
    ['string', '"x" * 1000', 100],
    ['depth', 'def f: if . == 0 then 0 else 1 + (. - 1 | f) end; 40 | f', 50],
    ['result', '[range(1000)]', 100],
  ])('bound the %s', (name, filter, limit) => {
    expect([...compile(filter)(null)]).not.toEqual([]);
    expect(() => [...compile(filter, { limits: { [name]: limit } })(null)]).toThrow(ExpressionError);
  });

  it('may be raised', () => {
    const outputs = compile('range(150000)', { limits: { outputs: 200_000 } })(null);
    expect([...outputs]).toHaveLength(150_000);
  });

  it.each([
    [{ steps: 0 }, 'limits.steps is a whole number from 1 to'],
    [{ steps: Number.POSITIVE_INFINITY }, 'limits.steps is a whole number'],
    [{ outputs: 1.5 }, 'limits.outputs is a whole number'],
    [{ string: 2 ** 40 }, 'limits.string is a whole number from 1 to 4194304'],
    [{ depth: 1e9 }, 'limits.depth is a whole number from 1 to'],
  ])('must be such numbers: %j', (limits, message) => {
    expect(() => compile('.', { limits })).toThrow(
      expect.objectContaining({ name: 'RangeError', message: expect.stringContaining(message) }),
    );
  });

  it('must be known', () => {
    const limits: object = { step: 5 };
    expect(() => compile('.', { limits })).toThrow('there is no limit step');
  });
});

describe('an input that is no JSON', () => {
  const cyclic: Record<string, unknown> = { a: { b: [1] } };
  cyclic['self'] = [cyclic];

  it.each([
    ['undefined', undefined, 'the input is not JSON: undefined'],
    ['a function', { f: () => 1 }, 'the input is not JSON: a function at .f'],
    ['a missing member', { a: [{ 'b c': undefined }] }, 'the input is not JSON: undefined at .a[0]["b c"]'],
    ['an instance of a class', [new Map()], 'the input is not JSON: an instance of Map at .[0]'],
    ['a date', new Date(0), 'the input is not JSON: an instance of Date'],
    ['a bigint', 1n, 'the input is not JSON: a bigint'],
    ['a cycle', cyclic, 'the input is not JSON: a value that contains itself at .self[0]'],
  ])('is refused: %s', (_, input, message) => {
    const filter = compile('1');
    expect(() => filter.first(input)).toThrow(NotJsonError);
    expect(() => [...filter(input)]).toThrow(expect.objectContaining({ message }));
  });

  it('tells the path to it', () => {
    expect(() => compile('.').first({ a: [undefined] })).toThrow(expect.objectContaining({ path: ['a', 0] }));
  });

  it('is found at any depth', () => {
    let deep: unknown = Symbol('deepest');
    for (let level = 0; level < 200_000; level++) deep = [deep];
    expect(() => compile('.').first(deep)).toThrow(/a symbol at \.\[0\]\[0\].*…$/);
  });
});

describe('an input that is JSON', () => {
  it('may share its parts', () => {
    let shared: unknown = [1];
    for (let level = 0; level < 60; level++) shared = [shared, shared];
    expect(compile('length').first(shared)).toBe(2);
  });

  it('may be large', () => {
    expect(compile('length').first(Array.from({ length: 50_000 }, (_, index) => ({ index })))).toBe(50_000);
  });

  it('may have objects without a prototype', () => {
    expect(compile('.a').first(Object.assign(Object.create(null), { a: 1 }))).toBe(1);
  });

  it('may have the numbers that jq has and JSON has not', () => {
    expect(compile('map(isnan, isinfinite)').first([Number.NaN, Number.POSITIVE_INFINITY])).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('that nests deeply ends in an error of the evaluation at worst', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 50_000; level++) deep = { a: deep };
    expect(compile('.a | 1').first(deep)).toBe(1);
    expect(() => compile('reduce 1 as $i (.; . + {b: $i})').first(deep)).toThrow(ExpressionError);
  });

  it('is not changed', () => {
    const input = Object.freeze({ a: Object.freeze([1]) });
    expect(compile('.a[0] = 2').first(input)).toEqual({ a: [2] });
  });
});

describe('numbers that JSON has none for', () => {
  const most = Number.MAX_VALUE;

  it.each([
    ['.', [Number.POSITIVE_INFINITY, Number.NaN], [most, null]],
    ['.a', { a: Number.NEGATIVE_INFINITY }, -most],
    ['-.a', { a: Number.POSITIVE_INFINITY }, -most],
    ['.a // 0', { a: Number.POSITIVE_INFINITY }, most],
    ['{x: .a}', { a: [{ b: Number.POSITIVE_INFINITY }] }, { x: [{ b: most }] }],
    ['max', [1, Number.POSITIVE_INFINITY], most],
    ['sort', [Number.POSITIVE_INFINITY, 1], [1, most]],
    ['map(select(. > 1))', [Number.POSITIVE_INFINITY, 1], [most]],
    ['[.a] | min', { a: Number.POSITIVE_INFINITY }, most],
    ['.[0][0]', [[Number.NaN]], null],
  ])('come out as jq prints them: %s', (filter, input, expected) => {
    expect([...compile(filter)(input)]).toEqual([expected]);
    expect(compile(filter).first(input)).toEqual(expected);
  });

  it('come out as jq prints them where an argument holds them', () => {
    const filter = compile('{a: $a}', { variables: ['a'] });
    expect(filter.first(null, { a: [Number.POSITIVE_INFINITY] })).toEqual({ a: [most] });
  });

  it('come out as jq prints them from deep inside', () => {
    let deep: Json = Number.POSITIVE_INFINITY;
    for (let level = 0; level < 150; level++) deep = [deep];
    expect(JSON.stringify(compile('.').first(deep))).toContain(String(most));
  });

  it('come out as jq prints them, also where the clock evaluates something', () => {
    const clock = compile('1');
    const filter = compile('{a: .}', { now: () => Number(clock.first(0)) });
    expect(filter.first(Number.POSITIVE_INFINITY)).toEqual({ a: most });
  });
});

describe('a constant of a filter', () => {
  it.each(['[1, [2]]', '{a: [2]}', '[{a: 1}] | .', '[]'])(
    'cannot be changed by who gets it: %s',
    (source) => {
      const filter = compile(source);
      const given = filter.first(null);
      expect(Object.isFrozen(given)).toBe(true);
      for (const part of Object.values(given ?? {})) expect(Object.isFrozen(part)).toBe(true);
    },
  );

  it('can still be built upon', () => {
    expect(compile('reduce range(3) as $i ([1]; . + [$i])').first(null)).toEqual([1, 0, 1, 2]);
    expect(compile('reduce range(2) as $i ({a: []}; .a += [$i] | .b = 1)').first(null)).toEqual({
      a: [0, 1],
      b: 1,
    });
    expect(compile('[3, 1, 2] | sort, (.[0] |= 9), del(.[0])').first(null)).toEqual([1, 2, 3]);
  });
});
