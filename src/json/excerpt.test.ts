import { describe, expect, it } from 'vitest';
import { excerpt } from './excerpt.ts';

describe('an excerpt', () => {
  it.each([
    [null, 'null'],
    [[{ a: 1, b: ['x'] }], '[{"a":1,"b":["x"]}]'],
    ['x'.repeat(60), `"${'x'.repeat(60)}"`],
  ])('of %j is the whole of it', (value, text) => expect(excerpt(value)).toBe(text));

  it('leaves out a long text as a whole', () => {
    expect(excerpt({ a: 'x'.repeat(61) })).toBe('{"a":"…" (61 characters)}');
  });

  it('leaves out what comes after the first two hundred characters', () => {
    const text = excerpt(Array.from({ length: 1000 }, (_, index) => index));
    expect(text).toMatch(/^\[0,1,2,.*,…\]$/);
    expect(text.length).toBeLessThan(400);
  });

  it('of what is nested deep ends', () => {
    let value: readonly unknown[] = [];
    for (let depth = 0; depth < 500; depth++) value = [value];
    expect(excerpt(JSON.parse(JSON.stringify(value)))).toContain('[[');
  });
});
