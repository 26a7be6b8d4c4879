import { describe, expect, it } from 'vitest';
import type { Json } from '../json/json.ts';
import { compileTemplate, TemplateSyntaxError } from './index.ts';

const scope = { now: 0, variables: { context: { a: 1 } }, random: () => 0 };
const options = { language: 'jq', variables: ['context'], mode: 'strict' } as const;
const strict = (template: Json, input: Json) => compileTemplate(template, options).evaluate(input, scope);
const loose = (template: Json, input: Json) =>
  compileTemplate(template, { ...options, mode: 'loose' }).evaluate(input, scope);

function faults(template: Json): string[] {
  try {
    compileTemplate(template, options);
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    return error.errors.map(
      ({ path, error }) => `${path.join('/')} ${error.line}:${error.column} ${error.message}`,
    );
  }
  return [];
}

describe('a strict template', () => {
  it('X2 evaluates whole-string expressions at any depth', () => {
    expect(strict({ a: '${ .x }', b: ['${ .x + 1 }', { c: ' ${\n.y\n} ' }] }, { x: 1, y: 'z' })).toEqual({
      a: 1,
      b: [2, { c: 'z' }],
    });
  });

  it.each(['.x', 'Hello ${ .x }!', '$context', '${}', '', '{ .x }'])('X2 takes %j literally', (text) => {
    expect(strict({ a: text }, { x: 1 })).toEqual({ a: text });
  });

  it('never takes a key for an expression', () => {
    expect(strict({ '${ .x }': 1 }, { x: 'k' })).toEqual({ '${ .x }': 1 });
  });

  it('X6 does not evaluate what an expression yields', () => {
    expect(strict('${ .x }', { x: '${ .y }', y: 1 })).toBe('${ .y }');
  });

  it('is constant without expressions and gives its own value', () => {
    const value = { a: [1, 'b', null] };
    const template = compileTemplate(value, options);
    expect(template.constant).toBe(true);
    expect(template.evaluate({ x: 1 }, scope)).toBe(value);
  });

  it('gathers the variables of its expressions', () => {
    expect([...compileTemplate({ a: '${ $context.a }', b: '${ . }' }, options).variables]).toEqual([
      'context',
    ]);
  });

  it('keeps null results', () => {
    expect(strict(['${ .missing }', '${ false }'], {})).toEqual([null, false]);
  });

  it('reports every expression that does not compile, with its place', () => {
    expect(faults({ a: '${ .x | }', b: ['${ . }', '${ $nope }'], c: { d: '${ .y }' } })).toEqual([
      'a 1:5 The filter ends where a filter is expected',
      'b/1 1:1 $nope is not defined',
    ]);
  });

  it('refuses an empty expression', () => {
    expect(faults({ a: '${ }' })).toEqual(['a 1:1 The filter is empty']);
  });

  it('fails when an expression fails', () => {
    expect(() => strict({ a: '${ .x.y }' }, { x: 1 })).toThrow('Cannot index number with string ("y")');
  });
});

describe('a loose template', () => {
  it.each([
    ['${ .x }', 5],
    ['.x', 5],
    ['1', 1],
    ['null', null],
    ['foo', 'foo'],
    ['Hello ${ .x }!', 'Hello ${ .x }!'],
    ['.x.y', '.x.y'],
    ['$context.a', 1],
    ['$nope', '$nope'],
    ['', ''],
    ['${ .x | }', '${ .x | }'],
  ] as const)('evaluates %j to %j', (text, expected) => {
    expect(loose({ a: text }, { x: 5 })).toEqual({ a: expected });
  });
});
