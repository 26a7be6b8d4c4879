import { describe, expect, it } from 'vitest';
import type { Json } from './json.ts';
import { createRedactor } from './redactor.ts';

describe('a redactor', () => {
  it.each<[string, Readonly<Record<string, Json>>, string, string]>([
    ['every occurrence', { a: 'hunter22' }, 'hunter22 and xhunter22x', '*** and x***x'],
    ['texts inside a secret', { a: { user: 'ada-l', list: ['hunter22'] } }, 'ada-l:hunter22', '***:***'],
    ['numbers', { pin: 123456 }, 'pin 123456', 'pin ***'],
    ['the longest first', { a: 'abcd', b: 'abcdef' }, 'abcdef', '***'],
    ['what stands in a URL', { a: 'a b/c?' }, 'GET /?q=a%20b%2Fc%3F', 'GET /?q=***'],
    ['what stands in a form', { a: 'a b/c?' }, 'q=a+b%2Fc%3F', 'q=***'],
    ['what stands in a JSON text', { a: 'a"b\nc' }, '{"x":"a\\"b\\nc"}', '{"x":"***"}'],
    ['the header of basic', { a: { username: 'ada', password: 'p' } }, 'Basic YWRhOnA=', 'Basic ***'],
    ['what looks like a pattern', { a: 'a.*b$&' }, 'a.*b$& axxb', '*** axxb'],
    ['nothing shorter than four characters', { a: 'abc' }, 'abc', 'abc'],
    ['nothing without secrets', {}, 'abcd', 'abcd'],
    ['no booleans', { a: true }, 'true', 'true'],
  ])('takes out %s', (_, secrets, text, expected) => {
    expect(createRedactor(secrets).text(text)).toBe(expected);
  });

  it('goes through a value, names included', () => {
    const value = { abcd: ['xabcdx', 1234, 12345, null, { deep: 'abcd' }] };
    expect(createRedactor({ a: 'abcd', b: 1234 }).json(value)).toEqual({
      '***': ['x***x', '***', 12345, null, { deep: '***' }],
    });
  });

  it('leaves values as they are without secrets', () => {
    const value = { a: [1, 'b'] };
    expect(createRedactor({}).json(value)).toBe(value);
  });
});
