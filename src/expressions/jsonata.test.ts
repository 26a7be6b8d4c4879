import { describe, expect, it } from 'vitest';
import type { Json } from '../json/json.ts';
import { compileExpression, compileField, ExpressionError, ExpressionSyntaxError } from './index.ts';

const options = { language: 'jsonata', variables: ['context', 'item'] } as const;
const scope = { now: 1_700_000_000_000, variables: { context: { a: 3 }, item: [1, 2] }, random: () => 0.5 };
const evaluate = (source: string, input: Json = null) =>
  compileExpression(source, options).evaluate(input, scope);

function refusal(source: string): string {
  try {
    compileExpression(source, options);
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    return `${error.line}:${error.column} ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`;
  }
  return 'no error';
}

describe('JSONata', () => {
  it.each([
    ['a.b + 1', 3],
    ['$sum(items.(p * q))', 14],
    ['items[p > 2].q', 4],
    ['{"x": a.b}', { x: 2 }],
    ['missing', null],
    ['$context.a + $item[1]', 5],
    ['$map([1, 2], function($v) { $v * 2 })', [2, 4]],
    ['($total := 1; $total + 1)', 2],
    ['items@$i.$i.p', [1, 3]],
    ['function($x) { $x }', null],
    ['{"f": function($x) { $x }, "n": 1}', { n: 1 }],
    ['[1..3]', [1, 2, 3]],
  ] as const)('evaluates %s', (source, expected) => {
    const input = {
      a: { b: 2 },
      items: [
        { p: 1, q: 2 },
        { p: 3, q: 4 },
      ],
    };
    expect(evaluate(source, input)).toEqual(expected);
  });

  it('has the clock of the scope', () => {
    expect(evaluate('[$now(), $millis()]')).toEqual(['2023-11-14T22:13:20.000Z', 1_700_000_000_000]);
  });

  it('draws random numbers from the scope alone', () => {
    const first = evaluate('[$random(), $random(), $shuffle([1..5])]');
    expect(evaluate('[$random(), $random(), $shuffle([1..5])]')).toEqual(first);
  });

  it('tells the variables it reads', () => {
    expect([...compileExpression('$context.a + ($x := 1; $x) + $sum($item)', options).variables]).toEqual([
      'context',
      'item',
    ]);
  });

  it('works as a field', () => {
    expect(compileField('${ a }', options).evaluate({ a: 1 }, scope)).toBe(1);
  });

  it('fails with the message of the library', () => {
    expect(() => evaluate('"a" + 1')).toThrow(ExpressionError);
  });

  it.each([
    ['a.b +', '1:6 Unexpected end of expression'],
    ['foo bar', '1:5 Syntax error: "bar"'],
    ['{"a": 1', '1:8 Expected "}" before end of expression'],
    ['\n a ++ b', '2:5 The symbol "+" cannot be used as a unary operator'],
    ['a + $foo', '1:5 $foo is not defined'],
    ['$eval("1")', '1:1 $eval() is not defined (data is never evaluated)'],
    ['1 + $lenght("a")', '1:5 $lenght() is not defined (did you mean $length?)'],
    ['$map([1], $frobnicate)', '1:11 $frobnicate is not defined'],
    ['$contxt.a', '1:1 $contxt is not defined (did you mean $context?)'],
    ['$frobnicate(1)', '1:1 $frobnicate() is not defined'],
  ])('refuses %j', (source, expected) => {
    expect(refusal(source)).toBe(expected);
  });

  it('refuses an expression that nests too deeply', () => {
    expect(refusal(`${'('.repeat(100_000)}1`)).toContain('nests too deeply');
  });

  it('stops a recursion without end', () => {
    expect(() => evaluate('($f := function($n) { 1 + $f($n) }; $f(1))')).toThrow('Stack overflow');
  });

  it('stops an evaluation that takes too long, and goes on with the next', () => {
    expect(() => evaluate('($f := function($n) { $f($n) }; $f(1))')).toThrow('takes longer than 1000 ms');
    expect(evaluate('1 + 1')).toBe(2);
  });

  it('does not give what is too long', () => {
    expect(() => evaluate('$pad("a", 20000000)')).toThrow(
      'The result is longer than 16777216 characters of JSON',
    );
  });

  it.each(['$pad("a", 1000000000)', '($f := function($s) { $f($s & $s) }; $f("aa"))'])(
    'stops a string that grows without end: %s',
    (source) => {
      expect(() => evaluate(source)).toThrow(new ExpressionError('A string grew too long'));
    },
  );

  it('stops a regular expression that backtracks without end', () => {
    expect(() => evaluate('$contains(a, /^(a+)+$/)', { a: `${'a'.repeat(40)}b` })).toThrow(
      'takes longer than 1000 ms',
    );
  });
});
