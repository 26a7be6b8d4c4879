import { expect, it } from 'vitest';
import type { Json } from '../json/json.ts';
import { schemaReferences } from './schema-references.ts';

const base = 'https://x.test/s/a.json';

it.each<[string, Json, readonly string[]]>([
  ['relative to the schema', { $ref: 'b.json#/x' }, ['https://x.test/s/b.json']],
  ['relative to its $id', { $id: '/t/c.json', $ref: 'b.json' }, ['https://x.test/t/b.json']],
  ['once each', { allOf: [{ $ref: 'b.json' }, { $ref: 'b.json#/y' }] }, ['https://x.test/s/b.json']],
  ['of a property of any name', { properties: { default: { $ref: 'b.json' } } }, ['https://x.test/s/b.json']],
  ['not inside of itself', { $ref: '#/$defs/x', allOf: [{ $ref: 'a.json#/y' }] }, []],
  ['not to a part that has an $id', { $defs: { x: { $id: 'b.json' } }, $ref: 'b.json' }, []],
  ['not in data', { const: { $ref: 'b.json' }, default: { $ref: 'c.json' } }, []],
  ['not to the schema of schemas', { $ref: 'https://json-schema.org/draft/2020-12/schema' }, []],
])('finds the references of a schema: %s', (_, schema, found) => {
  expect(schemaReferences(schema, base)).toEqual(found);
});
