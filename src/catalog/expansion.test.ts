import { describe, expect, it } from 'vitest';
import type { Json } from '../json/json.ts';
import { expandedSize, maxExpandedNodes } from './expansion.ts';
import { readService } from './index.ts';
import { openDocument } from './sources.ts';

function sizeOf(document: Json): number {
  const { root, sources } = openDocument({ path: 'a.json', text: JSON.stringify(document) }, new Map());
  return expandedSize(root, sources);
}

/** A schema that stands for two of the next one, so many times over. */
function bomb(levels: number): Record<string, Json> {
  const next = (level: number) => ({ $ref: `#/components/schemas/n${level + 1}` });
  const schemas = Array.from({ length: levels }, (_, level) => [
    `n${level}`,
    { properties: { a: next(level), b: next(level) } },
  ]);
  return { ...Object.fromEntries(schemas), [`n${levels}`]: { type: 'string' } };
}

describe('expandedSize', () => {
  it('counts objects, lists and values', () => {
    expect(sizeOf({ asyncapi: '3.0.0', list: [1, { a: 2 }] })).toBe(6);
  });

  it('counts what a $ref leads to each time', () => {
    const reference = { $ref: '#/x' };
    expect(sizeOf({ x: { y: 1 }, a: reference, b: reference })).toBe(7);
  });

  it('counts circles and dangling references once', () => {
    expect(sizeOf({ a: { next: { $ref: '#/a' } }, b: { $ref: '#/missing' } })).toBeLessThan(10);
  });

  it('counts billions in no time', () => {
    expect(sizeOf({ components: { schemas: bomb(200) } })).toBeGreaterThan(1e60);
  });
});

describe('a document that expands beyond the limit', () => {
  it('is refused before anything expands it', async () => {
    const document = {
      asyncapi: '3.0.0',
      info: { title: 'T', version: '1' },
      components: { schemas: bomb(40) },
    };
    const file = { path: 'a.json', text: JSON.stringify(document) };
    const { service, diagnostics } = await readService({ file, files: new Map() });
    expect([service, diagnostics]).toMatchObject([
      undefined,
      [{ code: 'too-large', message: expect.stringContaining(String(maxExpandedNodes)) }],
    ]);
  });
});
