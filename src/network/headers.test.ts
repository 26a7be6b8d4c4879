import { describe, expect, it } from 'vitest';
import { headersOf } from './headers.ts';

describe('headersOf', () => {
  it('leaves headers that came once as they are', () => {
    expect(headersOf({ 'content-type': 'text/plain', etag: '' })).toEqual({
      'content-type': 'text/plain',
      etag: '',
    });
  });

  it('joins what came more than once', () => {
    expect(headersOf({ link: ['<a>', '<b>'], vary: 'accept' })).toEqual({ link: '<a>, <b>', vary: 'accept' });
  });

  it('keeps a header named as what every object has', () => {
    const received = Object.fromEntries([
      ['__proto__', 'x'],
      ['vary', ['a', 'b']],
    ]);
    expect(Object.entries(headersOf(received))).toEqual([
      ['__proto__', 'x'],
      ['vary', 'a, b'],
    ]);
  });
});
