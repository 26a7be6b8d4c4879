import { describe, expect, it } from 'vitest';
import { ExpressionSyntaxError } from './expression.ts';
import { compileField, filterStart } from './field.ts';

const options = { language: 'jq', variables: ['context'] } as const;
const scope = { now: 0, variables: { context: { a: 1 } }, random: () => 0 };

describe('compileField', () => {
  it.each(['.a + 1', '${ .a + 1 }', '  ${ .a + 1 }  ', '${\n  .a\n  + 1\n}\n', '${.a+1}'])(
    'compiles %j',
    (text) => {
      expect(compileField(text, options).evaluate({ a: 1 }, scope)).toBe(2);
    },
  );

  it('keeps the filter without the wrapping', () => {
    expect(compileField('${ .a }', options).source).toBe('.a');
  });

  it('tells the variables that are read', () => {
    expect([...compileField('$context.a + .b', options).variables]).toEqual(['context']);
  });

  it('keeps braces of the filter itself', () => {
    expect(compileField('${ {a: {b: .}} }', options).evaluate(1, scope)).toEqual({ a: { b: 1 } });
  });

  it('refuses text around an expression', () => {
    expect(() => compileField('Hello ${ .name }', options)).toThrow(ExpressionSyntaxError);
  });
});

describe('filterStart', () => {
  it.each([
    ['.a', 0],
    ['  .a', 2],
    ['${.a}', 2],
    [' \n${ \n .a } ', 7],
    ['$${ .a }', 0],
  ])('of %j is %i', (text, start) => {
    expect(filterStart(text)).toBe(start);
  });
});
