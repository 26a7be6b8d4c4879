import type { Json, JsonObject } from '../../json/json.ts';
import { type ApiDocument, listOf, objectOf } from './document.ts';
import type { Shape } from './operation.ts';

/** Nesting of `allOf` that is looked through. */
const maxDepth = 16;

/** What a schema says about the value as a whole; what several parts of `allOf` say counts together. */
export function shapeOf(document: ApiDocument, schema: Json | undefined, depth = 0): Shape {
  const own = document.follow(schema);
  const type = typeOf(own);
  const parts = depth < maxDepth ? listOf(own['allOf']) : [];
  const shapes = parts.map((part) => shapeOf(document, part, depth + 1));
  const inherited = shapes.find((shape) => shape.type !== undefined)?.type;
  const properties = Object.entries(objectOf(own['properties'])).map(([name, property]) => [
    name,
    document.follow(property),
  ]);
  const named = type ?? inherited;
  return {
    ...(named === undefined ? {} : { type: named }),
    properties: Object.fromEntries([
      ...shapes.flatMap((shape) => Object.entries(shape.properties)),
      ...properties,
    ]),
    required: [
      ...shapes.flatMap((shape) => shape.required),
      ...listOf(own['required']).filter((name) => typeof name === 'string'),
    ],
    closed: own['additionalProperties'] === false || shapes.some((shape) => shape.closed),
  };
}

/** The one type of a schema besides null. */
export function typeOf(schema: JsonObject): string | undefined {
  const { type, properties } = schema;
  if (typeof type === 'string') return type;
  const [first, ...more] = listOf(type).filter((name) => name !== 'null');
  if (typeof first === 'string' && more.length === 0) return first;
  return type === undefined && properties !== undefined ? 'object' : undefined;
}

/** True for a schema whose values are bytes: base64 in the workflow. */
export function isBinary(schema: JsonObject): boolean {
  return (
    schema['format'] === 'binary' ||
    schema['type'] === 'file' ||
    (typeof schema['contentMediaType'] === 'string' && schema['contentEncoding'] === undefined)
  );
}
