import { describe, expect, it } from 'vitest';
import {
  arrayOf,
  DecodeError,
  nullable,
  number,
  object,
  oneOf,
  openObject,
  optional,
  recordOf,
  string,
} from './decode.ts';

interface Row {
  readonly id: string;
  readonly count?: number;
}
const row = object<Row>({ id: string, count: optional(number) });

describe('object', () => {
  it('reads members, and leaves absent ones absent', () => {
    expect(row({ id: 'a' }, '')).toStrictEqual({ id: 'a' });
    expect(row({ id: 'a', count: 1 }, '')).toStrictEqual({ id: 'a', count: 1 });
  });

  it('drops members it does not know', () => {
    expect(row({ id: 'a', more: true }, '')).toStrictEqual({ id: 'a' });
  });

  it('reads own members only', () => {
    expect(() => object<{ toString: string }>({ toString: string })({}, '')).toThrow(DecodeError);
  });

  it.each([
    ['a member that is missing', {}, '/id: expected a string'],
    ['a member of another type', { id: 'a', count: '1' }, '/count: expected a number'],
    ['an array', [], 'the document: expected an object'],
  ])('refuses %s', (_, value, message) => {
    expect(() => row(value, '')).toThrow(new DecodeError(message));
  });
});

describe('openObject', () => {
  it('keeps members it does not know', () => {
    expect(openObject<{ id: string }>({ id: string })({ id: 'a', more: [1] }, '')).toEqual({
      id: 'a',
      more: [1],
    });
  });
});

describe('arrayOf', () => {
  it('tells which item does not fit', () => {
    expect(() => arrayOf(row)([{ id: 'a' }, {}], '/rows')).toThrow('/rows/1/id: expected a string');
  });
});

describe('recordOf', () => {
  it('reads the members of an object', () => {
    expect(recordOf(number)({ a: 1 }, '')).toEqual({ a: 1 });
    expect(() => recordOf(number)({ a: 'x' }, '')).toThrow('/a: expected a number');
  });
});

describe('oneOf', () => {
  it('reads what is allowed, and nothing else', () => {
    expect(oneOf(['on', 'off'])('on', '')).toBe('on');
    expect(() => oneOf(['on', 'off'])('up', '/switch')).toThrow('/switch: expected one of on, off');
  });
});

describe('nullable', () => {
  it('reads null too', () => {
    expect(nullable(string)(null, '')).toBeNull();
    expect(() => nullable(string)(1, '/a')).toThrow('/a: expected a string');
  });
});
