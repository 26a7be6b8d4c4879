import { describe, expect, it } from 'vitest';
import { compileExpression, ExpressionError, ExpressionSyntaxError } from './index.ts';

const options = { language: 'jq', variables: ['context', 'item'] } as const;
const scope = { now: 1_700_000_000_000, variables: { context: { a: 1 } }, random: () => 0 };

describe('compileExpression', () => {
  it('gives the first output', () => {
    expect(compileExpression('.[]', options).evaluate([1, 2], scope)).toBe(1);
  });

  it('gives null when there is no output', () => {
    expect(compileExpression('empty', options).evaluate(1, scope)).toBeNull();
  });

  it('looks for no output after the first', () => {
    expect(compileExpression('1, error("late")', options).evaluate(null, scope)).toBe(1);
  });

  it('reads variables from the scope', () => {
    expect(compileExpression('$context.a', options).evaluate(null, scope)).toBe(1);
  });

  it('reads a variable that is declared but absent as null', () => {
    expect(compileExpression('$item', options).evaluate(null, scope)).toBeNull();
  });

  it('reads a variable only when it is reached', () => {
    const variables = {
      get context(): never {
        throw new Error('read');
      },
    };
    expect(
      compileExpression('if false then $context else 1 end', options).evaluate(null, { ...scope, variables }),
    ).toBe(1);
  });

  it('tells which variables it reads, bound ones not among them', () => {
    const { variables } = compileExpression('. as $x | $context.a + $x | map(. as $item | $item)', options);
    expect([...variables]).toEqual(['context']);
  });

  it('has the clock of the scope', () => {
    expect(compileExpression('now', options).evaluate(null, scope)).toBe(1_700_000_000);
  });

  it('carries the value of an error', () => {
    const run = () => compileExpression('error({code: 7})', options).evaluate(null, scope);
    expect(run).toThrow(ExpressionError);
    expect(run).toThrow(
      expect.objectContaining({ value: { code: 7 }, message: '{"code":7} (not a string)' }),
    );
  });

  it('gives plain JSON', () => {
    expect(compileExpression('[nan, infinite, -infinite, {a: nan}]', options).evaluate(null, scope)).toEqual([
      null,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
      { a: null },
    ]);
  });

  it('hands on what it finds without copying it', () => {
    const input = { a: { b: [1] } };
    expect(compileExpression('.a', options).evaluate(input, scope)).toBe(input.a);
  });

  it('does not change its input', () => {
    const input = Object.freeze({ a: Object.freeze([1, 2]) });
    expect(compileExpression('.a[0] = 9 | del(.a[1]) | .b = 1', options).evaluate(input, scope)).toEqual({
      a: [9],
      b: 1,
    });
    expect(input).toEqual({ a: [1, 2] });
  });

  it('compiles the same text once for the same names', () => {
    expect(compileExpression('.cached', options)).toBe(compileExpression('.cached', options));
  });

  it('compiles again for other names', () => {
    compileExpression('$item.again', options);
    expect(() => compileExpression('$item.again', { language: 'jq', variables: [] })).toThrow(
      ExpressionSyntaxError,
    );
  });

  it('gives the fields that every object inherits only where they are own', () => {
    const read = (key: string, input: { readonly [key: string]: number }) =>
      compileExpression(`.${key}`, options).evaluate(input, scope);
    expect(read('constructor', {})).toBeNull();
    expect(read('__proto__', {})).toBeNull();
    expect(read('valueOf', JSON.parse('{"valueOf": 1}'))).toBe(1);
    expect(read('__proto__', JSON.parse('{"__proto__": 5}'))).toBe(5);
  });

  it('builds objects with any key', () => {
    const built = compileExpression('{__proto__: 1} | .["__proto__"] += 1', options).evaluate(null, scope);
    expect(JSON.stringify(built)).toBe('{"__proto__":2}');
  });
});
