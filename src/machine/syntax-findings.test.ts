import { describe, expect, it } from 'vitest';
import { compileFilter, FilterError } from '../events/index.ts';
import { compileField, compileTemplate } from '../expressions/index.ts';
import type { Json } from '../json/json.ts';
import { syntaxFindings } from './syntax-findings.ts';

const options = { language: 'jq', mode: 'strict', variables: [] } as const;

function findingsOf(value: Json, compile: () => unknown) {
  try {
    compile();
  } catch (error) {
    return syntaxFindings(error, value, '/x');
  }
  return [];
}

describe('syntaxFindings', () => {
  it.each([
    ['.a ==', 5],
    ['  ${\n .a\n  ) }', 11],
  ])('counts the characters of %j before the error', (text, offset) => {
    expect(findingsOf(text, () => compileField(text, options))).toMatchObject([
      { code: 'expression-syntax', pointer: '/x', offset },
    ]);
  });

  it('says what is wrong without the place, and gives the hint', () => {
    const text = '.a | lenght';
    const [finding] = findingsOf(text, () => compileField(text, options));
    expect(finding).toEqual({
      code: 'expression-syntax',
      pointer: '/x',
      offset: 5,
      message: 'lenght/0 is not defined',
      hint: expect.stringContaining('length'),
    });
  });

  it('finds each expression of a template by its own text', () => {
    const value = { a: ['${ ) }', { 'b/c': 'plain' }], d: '${  ] }' };
    expect(findingsOf(value, () => compileTemplate(value, options))).toMatchObject([
      { pointer: '/x/a/0', offset: 3 },
      { pointer: '/x/d', offset: 4 },
    ]);
  });

  it('finds the expression of an event filter', () => {
    const filter = { with: { data: { a: '${ . + }' } } };
    expect(findingsOf(filter, () => compileFilter(filter, options))).toMatchObject([
      { code: 'expression-syntax', pointer: '/x/with/data/a', offset: 6 },
    ]);
  });

  it('knows no character of a pattern that is none', () => {
    const filter = { with: { subject: 'a(b' } };
    const [finding] = findingsOf(filter, () => compileFilter(filter, options));
    expect(finding).toMatchObject({ code: 'invalid-filter', pointer: '/x/with/subject' });
    expect(finding).not.toHaveProperty('offset');
  });

  it('throws on what is no mistake of the definition', () => {
    const bug = new TypeError('a bug');
    expect(() => syntaxFindings(bug, '', '/x')).toThrow(bug);
    expect(() => syntaxFindings(new FilterError('x', { path: [], cause: bug }), '', '/x')).toThrow(bug);
  });
});
