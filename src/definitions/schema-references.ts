import { isObject, type Json, type JsonObject } from '../json/json.ts';

/** Keywords under which stands data, not schemas. */
const data = new Set(['const', 'enum', 'default', 'examples']);

/** Keywords under which stand schemas by names of their own. */
const named = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/** Addresses (without fragment) that the `$ref`s of a schema at an address name outside of it. */
export function schemaReferences(schema: Json, address: string): readonly string[] {
  const known = new Set([withoutFragment(address)]);
  const found = new Set<string>();
  visit(schema, address, (part, base) => {
    known.add(withoutFragment(base));
    for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef']) {
      const reference = part[keyword];
      if (typeof reference !== 'string' || reference.startsWith('#')) continue;
      if (URL.canParse(reference, base)) found.add(withoutFragment(new URL(reference, base).href));
    }
  });
  return [...found].filter((one) => !known.has(one) && !/^https?:\/\/json-schema\.org\/draft/.test(one));
}

function visit(schema: Json, base: string, look: (part: JsonObject, base: string) => void): void {
  if (Array.isArray(schema)) {
    for (const item of schema as readonly Json[]) visit(item, base, look);
    return;
  }
  if (!isObject(schema)) return;
  const id = schema['$id'];
  const own = typeof id === 'string' && URL.canParse(id, base) ? new URL(id, base).href : base;
  look(schema, own);
  for (const [keyword, value] of Object.entries(schema)) {
    if (named.has(keyword) && isObject(value)) visit(Object.values(value), own, look);
    else if (!data.has(keyword)) visit(value, own, look);
  }
}

function withoutFragment(address: string): string {
  return address.replace(/#.*$/, '');
}
