import { describe, expect, it } from 'vitest';
import type { Json } from '../json/json.ts';
import { createRedactor } from './redact.ts';

function redacted(secrets: Readonly<Record<string, Json>>, detail: string): string | undefined {
  return createRedactor(secrets).problem({ type: 'urn:x', status: 500, detail }).detail;
}

describe('a redactor', () => {
  it.each<[string, Readonly<Record<string, Json>>, string, string]>([
    ['every occurrence', { a: 'hunter22' }, 'hunter22 and xhunter22x', '*** and x***x'],
    ['texts inside a secret', { a: { user: 'ada-l', list: ['hunter22'] } }, 'ada-l:hunter22', '***:***'],
    ['numbers', { pin: 123456 }, 'pin 123456', 'pin ***'],
    ['the longest first', { a: 'abcd', b: 'abcdef' }, 'abcdef', '***'],
    ['what stands in a URL', { a: 'a b/c?' }, 'GET /?q=a%20b%2Fc%3F', 'GET /?q=***'],
    ['what looks like a pattern', { a: 'a.*b$&' }, 'a.*b$& axxb', '*** axxb'],
    ['nothing shorter than four characters', { a: 'abc' }, 'abc', 'abc'],
    ['nothing without secrets', {}, 'abcd', 'abcd'],
    ['no booleans', { a: true }, 'true', 'true'],
  ])('takes out %s', (_, secrets, text, expected) => {
    expect(redacted(secrets, text)).toBe(expected);
  });

  it('leaves the status and every other member of a problem', () => {
    const problem = { type: 'urn:abcd', status: 4041, title: 'abcd', extra: { list: ['abcd', 1, null] } };
    expect(createRedactor({ a: 'abcd', b: '4041' }).problem(problem)).toEqual({
      type: 'urn:***',
      status: 4041,
      title: '***',
      extra: { list: ['***', 1, null] },
    });
  });

  it('goes through the details of a history, names included', () => {
    const entries = [
      { time: 1, type: 'task.started' as const, task: '/do/0/abcd' },
      { time: 2, type: 'task.faulted' as const, detail: { error: { abcd: 'abcd' } } },
    ];
    expect(createRedactor({ a: 'abcd' }).history(entries)).toEqual([
      entries[0],
      { time: 2, type: 'task.faulted', detail: { error: { '***': '***' } } },
    ]);
  });
});
