import { describe, expect, it } from 'vitest';
import { Run } from '../run.ts';
import { scope } from '../testbed.ts';
import { Parser } from './parser.ts';
import { RegexRefusal, RegexSyntaxError } from './syntax-error.ts';

const flags = { fold: false, extended: false, dotAll: false, lines: false };

function parse(pattern: string) {
  return new Parser(pattern, flags, new Run(scope)).parse();
}

function complaint(pattern: string): string {
  try {
    parse(pattern);
  } catch (error) {
    if (error instanceof RegexSyntaxError) return `${error.at} ${error.message}`;
    throw error;
  }
  return 'no error';
}

const char = (text: string) => ({ kind: 'char', code: text.codePointAt(0) });

describe('the tree', () => {
  it('repeats the last character of a text', () => {
    expect(parse('ab+')).toEqual({
      kind: 'sequence',
      items: [char('a'), { kind: 'repeat', body: char('b'), min: 1, max: Infinity, lazy: false }],
    });
  });

  it('makes a possessive repetition atomic', () => {
    expect(parse('a{2,3}+')).toEqual({
      kind: 'atomic',
      body: { kind: 'repeat', body: char('a'), min: 2, max: 3, lazy: false },
    });
  });

  it('numbers groups by their opening parentheses', () => {
    expect(parse('((a)|(?:b))')).toEqual({
      kind: 'capture',
      group: 1,
      body: { kind: 'choice', branches: [{ kind: 'capture', group: 2, body: char('a') }, char('b')] },
    });
  });

  it('refers to every group of a name', () => {
    expect(parse('(?<n>a)(?<n>b)\\k<n>')).toMatchObject({
      items: [{ group: 1 }, { group: 2 }, { kind: 'reference', groups: [1, 2] }],
    });
  });

  it('takes a brace that is no interval for a character', () => {
    expect(parse('a{,2}')).toEqual({ kind: 'sequence', items: Array.from('a{,2}', char) });
  });

  it('takes a number with more digits than groups for octal', () => {
    expect(parse('\\101')).toEqual(char('A'));
  });

  it('passes over blanks and comments where the flag says so', () => {
    expect(parse('(?x) a # b\n (?#c)b')).toEqual({ kind: 'sequence', items: [char('a'), char('b')] });
  });

  it('counts a repetition at the beginning of a look-behind as often as it must be', () => {
    expect(parse('(?<=a+b)')).toMatchObject({ kind: 'look', behind: 2 });
  });
});

describe('errors', () => {
  it.each([
    ['a)', '1 unmatched close parenthesis'],
    ['(a', '2 end pattern with unmatched parenthesis'],
    ['(?', '2 end pattern in group'],
    ['a|*', '3 target of repeat operator is not specified'],
    ['^*', '2 target of repeat operator is invalid'],
    ['[a', '2 premature end of char-class'],
    ['[]', '1 empty char-class'],
    ['[b-a]', '4 empty range in char class'],
    ['[a-\\d]', '5 char-class value at end of range'],
    ['[[:foo:]]', '2 invalid POSIX bracket type'],
    ['\\p{Foo}', '2 invalid character property name {Foo}'],
    ['(a)\\2', '5 invalid backref number/name'],
    ['\\k<x>', '3 undefined name <x> reference'],
    ['(?<1>a)', '3 invalid group name <1>'],
    ['(?<>a)', '3 group name is empty'],
    ['(?q)', '3 undefined group option'],
    ['a{3,1}', '6 upper is smaller than lower in repeat range'],
    ['a{100001}', '8 too big number for repeat range'],
    ['(?<=a|bc)', '3 invalid pattern in look-behind'],
    ['a\\', '2 end pattern at escape'],
    ['\\c', '2 end pattern at control'],
  ])('says where and why %s is wrong', (pattern, message) => {
    expect(complaint(pattern)).toBe(message);
  });

  it.each(['(?~a)', '(?{x})', '(*FAIL)', '\\g<1>(a)', '(?R)', '\\X', '\\y', '(?(a)b|c)', '(a)\\k<1+1>'])(
    'refuses %s by name',
    (pattern) => {
      expect(() => parse(pattern)).toThrow(RegexRefusal);
    },
  );
});
