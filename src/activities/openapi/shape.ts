import type { Json, JsonObject } from '../../json/json.ts';
import { type ApiDocument, listOf, objectOf } from './document.ts';
import type { Shape } from './operation.ts';

/** Nesting of `allOf` that is looked through. */
const maxDepth = 16;

/** What a schema says about the value as a whole; what several parts of `allOf` say counts together. */
export function shapeOf(document: ApiDocument, schema: Json | undefined): Shape {
  return shapeAt(document, schema, 0, new Map());
}

/** @param known the shapes of schemas that were met before: one that is in many parts is looked through once. */
function shapeAt(
  document: ApiDocument,
  schema: Json | undefined,
  depth: number,
  known: Map<JsonObject, Shape>,
): Shape {
  const own = document.follow(schema);
  const before = known.get(own);
  if (before !== undefined) return before;
  // A part of itself adds nothing.
  known.set(own, nothing);
  const shape = mergedShape(
    document,
    own,
    (depth < maxDepth ? listOf(own['allOf']) : []).map((part) => shapeAt(document, part, depth + 1, known)),
  );
  known.set(own, shape);
  return shape;
}

const nothing: Shape = { properties: {}, required: [], closed: false };

function mergedShape(document: ApiDocument, own: JsonObject, shapes: readonly Shape[]): Shape {
  const type = typeOf(own);
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
      ...new Set([
        ...shapes.flatMap((shape) => shape.required),
        ...listOf(own['required']).filter((name) => typeof name === 'string'),
      ]),
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
