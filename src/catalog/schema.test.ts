import { describe, expect, it } from 'vitest';
import type { Json } from '../json/json.ts';
import { compileSchema } from '../schema/index.ts';
import { member, rootOf } from './reference.ts';
import { liftSchema } from './schema.ts';
import { openDocument } from './sources.ts';

function lift(payload: Json, schemas: Json = {}): Json {
  const text = JSON.stringify({ asyncapi: '3.0.0', payload, schemas });
  const { root, sources } = openDocument({ path: 'a.yaml', text }, new Map());
  return liftSchema(member(rootOf(root), 'payload'), sources);
}

describe('liftSchema', () => {
  it('leaves a schema without references as it is', () => {
    expect(lift({ type: 'object', required: ['a'] })).toEqual({ type: 'object', required: ['a'] });
  });

  it('keeps a boolean schema', () => {
    expect(lift(true)).toBe(true);
  });

  it('puts a schema that is itself a reference in its place', () => {
    expect(lift({ $ref: '#/schemas/text' }, { text: { type: 'string' } })).toEqual({ type: 'string' });
  });

  it('puts what is shared under $defs once', () => {
    const schema = { properties: { a: { $ref: '#/schemas/id' }, b: { $ref: '#/schemas/id' } } };
    expect(lift(schema, { id: { type: 'string' } })).toEqual({
      properties: { a: { $ref: '#/$defs/id' }, b: { $ref: '#/$defs/id' } },
      $defs: { id: { type: 'string' } },
    });
  });

  it('stays small where parts refer to parts twice each', () => {
    const levels = Array.from({ length: 40 }, (_, index) => {
      const next = { $ref: `#/schemas/n${index + 1}` };
      return [`n${index}`, index === 39 ? { type: 'string' } : { properties: { a: next, b: next } }] as const;
    });
    const lifted = lift({ $ref: '#/schemas/n0' }, Object.fromEntries(levels));
    expect(JSON.stringify(lifted).length).toBeLessThan(5_000);
  });

  it('closes circles, so that the result compiles and checks', () => {
    const tree = { properties: { kids: { type: 'array', items: { $ref: '#/schemas/tree' } } } };
    const check = compileSchema(lift({ properties: { root: { $ref: '#/schemas/tree' } } }, { tree }));
    expect(check({ root: { kids: [{ kids: 'none' }] } })).toBe('/root/kids/0/kids must be array');
  });

  it('gives parts of the same name names of their own', () => {
    const schemas = { a: { id: { type: 'string' } }, b: { id: { type: 'number' } } };
    const schema = { properties: { a: { $ref: '#/schemas/a/id' }, b: { $ref: '#/schemas/b/id' } } };
    expect(lift(schema, schemas)).toMatchObject({
      $defs: { id: { type: 'string' }, id_2: { type: 'number' } },
    });
  });

  it('keeps $defs of its own', () => {
    const schema = { $defs: { id: { type: 'null' } }, properties: { a: { $ref: '#/schemas/id' } } };
    expect(lift(schema, { id: { type: 'string' } })).toMatchObject({
      properties: { a: { $ref: '#/$defs/id_2' } },
      $defs: { id: { type: 'null' }, id_2: { type: 'string' } },
    });
  });

  it('ignores what stands beside a reference', () => {
    expect(lift({ items: { $ref: '#/schemas/id', minLength: 5 } }, { id: { type: 'string' } })).toMatchObject(
      {
        items: { $ref: '#/$defs/id' },
      },
    );
  });
});
