import { createRequire } from 'node:module';
import type { Ajv as AjvInstance, ErrorObject, Options, ValidateFunction } from 'ajv';
import { canonical, isObject, type Json, type JsonObject } from '../json/json.ts';
import { watched } from './watched.ts';

/** Undefined when the value is valid, else what is wrong with it in a few words: `/amount must be number`. */
export type SchemaCheck = (value: Json) => string | undefined;

/** Compiled schemas that are kept; the oldest goes first. */
const cacheLimit = 1_000;

const cache = new Map<string, SchemaCheck>();

/** Where a schema comes from, for what it refers to. */
export interface SchemaSource {
  /** Absolute, or relative to a folder that all URIs of the source are relative to. */
  readonly uri: string;
  /** Other schemas by URI, all that its `$ref`s lead to. */
  readonly references?: Readonly<Record<string, Json>>;
}

/** Relative URIs are below it, as deep as they may go up. */
const root = `file:///${Array.from({ length: 16 }, (_, depth) => depth).join('/')}/`;

/**
 * Compiles a JSON Schema. Equal schemas share one check, so it is cheap to call again.
 *
 * `$schema` chooses draft-06, draft-07, 2019-09 or 2020-12; without it 2020-12 is meant, or draft-07 where `items` is
 * an array; `dialect` takes the place of a missing `$schema`. Formats are asserted; unknown formats and keywords are
 * ignored. A `$ref` must stay inside the schema and the other schemas of its source: nothing is ever fetched. A value that
 * takes more than two seconds to check, or goes too deep, counts as invalid.
 * @throws Error when the schema itself is invalid, refers to something outside, or has an unknown `$schema` or one that
 * is another dialect than the one given.
 */
export function compileSchema(
  schema: Json,
  more: { readonly source?: SchemaSource; readonly dialect?: Dialect } = {},
): SchemaCheck {
  const { source, dialect } = more;
  const parts = source === undefined ? {} : { uri: source.uri, references: source.references ?? {} };
  const key = canonical({ schema, ...parts, ...(dialect === undefined ? {} : { dialect }) });
  const known = cache.get(key);
  if (known !== undefined) return known;
  const check = compile(schema, source, dialect);
  const oldest = cache.size < cacheLimit ? undefined : cache.keys().next().value;
  if (oldest !== undefined) cache.delete(oldest);
  cache.set(key, check);
  return check;
}

function compile(schema: Json, source: SchemaSource | undefined, wanted: Dialect | undefined): SchemaCheck {
  if (typeof schema === 'boolean') return () => (schema ? undefined : 'is not allowed');
  if (!isObject(schema)) throw new Error('a JSON Schema must be an object or a boolean');
  if (schema['$async'] !== undefined) throw new Error('"$async" is not supported');
  const dialect = dialectOf(schema, wanted);
  // A validator remembers every $id it has met, so a schema that has some gets a validator of its own.
  const alone = source === undefined && !mentions(schema, (part) => part['$id'] !== undefined);
  const validator = alone ? sharedValidator(dialect) : newValidator(dialect);
  let validate: ValidateFunction;
  try {
    for (const [uri, other] of Object.entries(source?.references ?? {})) {
      if (isObject(other) || typeof other === 'boolean') validator.addSchema(other, new URL(uri, root).href);
      else throw new Error(`the schema ${uri} is neither an object nor a boolean`);
    }
    validate = validator.compile(source === undefined ? schema : placed(schema, source.uri));
  } catch (error) {
    throw new Error(explain(error, source));
  } finally {
    if (alone) validator.removeSchema(schema);
  }
  return (value) => {
    try {
      const outcome = watched(() => (validate(value) ? undefined : describe(validate.errors?.[0])));
      return outcome === 'too slow' ? 'takes too long to check against its schema' : outcome.result;
    } catch (error) {
      // The stack is at its end: a schema that refers to itself at the same place, or very deep data.
      if (error instanceof RangeError) return 'goes too deep to check against its schema';
      throw error;
    }
  };
}

/** The schema with an absolute `$id`, from which its relative `$ref`s go out. */
function placed(schema: JsonObject, uri: string): JsonObject {
  const base = new URL(uri, root).href;
  const { $id: id } = schema;
  return { ...schema, $id: typeof id === 'string' && URL.canParse(id, base) ? new URL(id, base).href : base };
}

function explain(error: unknown, source: SchemaSource | undefined): string {
  const message = error instanceof Error ? error.message : String(error);
  const reference = /^can't resolve reference (\S+)/.exec(message)?.[1];
  if (reference === undefined) return message;
  return source === undefined && /^[a-z][a-z0-9+.-]*:/i.test(reference)
    ? `$ref "${reference}" is outside the schema, and nothing is fetched`
    : `$ref "${reference}" leads nowhere`;
}

function describe(error: ErrorObject | undefined): string {
  if (error === undefined) return 'is invalid';
  const text = sentence(error);
  return error.instancePath === '' ? text : `${error.instancePath} ${text}`;
}

function sentence({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
      return `must not have property "${params['additionalProperty']}"`;
    case 'unevaluatedProperties':
      return `must not have property "${params['unevaluatedProperty']}"`;
    case 'required':
      return `must have property "${params['missingProperty']}"`;
    case 'enum':
      return `must be one of ${params['allowedValues'].map((value: unknown) => JSON.stringify(value)).join(', ')}`;
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`;
    case 'false schema':
      return 'is not allowed';
    default:
      return message ?? `fails "${keyword}"`;
  }
}

/** The dialects of JSON Schema that are spoken; draft-06 is read as draft-07. */
export type Dialect = (typeof dialectNames)[number];
export const dialectNames = ['draft-07', '2019-09', '2020-12'] as const;

const dialects: Readonly<Record<string, Dialect>> = {
  'json-schema.org/draft-06/schema': 'draft-07',
  'json-schema.org/draft-07/schema': 'draft-07',
  'json-schema.org/draft/2019-09/schema': '2019-09',
  'json-schema.org/draft/2020-12/schema': '2020-12',
};

function dialectOf(schema: JsonObject, wanted: Dialect | undefined): Dialect {
  const named = schema['$schema'];
  if (named === undefined) {
    if (wanted !== undefined) return wanted;
    return mentions(schema, (part) => Array.isArray(part['items'])) ? 'draft-07' : '2020-12';
  }
  const dialect =
    dialects[
      String(named)
        .replace(/^https?:\/\//, '')
        .replace(/#$/, '')
    ];
  if (dialect === undefined) throw new Error(`$schema "${String(named)}" is not supported`);
  if (wanted === undefined || wanted === dialect) return dialect;
  throw new Error(`$schema "${String(named)}" is ${dialect}, and the format says ${wanted}`);
}

function mentions(schema: Json, test: (part: JsonObject) => boolean): boolean {
  if (Array.isArray(schema)) return schema.some((part) => mentions(part, test));
  return isObject(schema) && (test(schema) || Object.values(schema).some((part) => mentions(part, test)));
}

const shared = new Map<Dialect, AjvInstance>();

function sharedValidator(dialect: Dialect): AjvInstance {
  const known = shared.get(dialect);
  if (known !== undefined) return known;
  const validator = newValidator(dialect);
  shared.set(dialect, validator);
  return validator;
}

const load = createRequire(import.meta.url);
const modules = { 'draft-07': 'ajv', '2019-09': 'ajv/dist/2019.js', '2020-12': 'ajv/dist/2020.js' };

function newValidator(dialect: Dialect): AjvInstance {
  const options: Options = { strict: false, logger: false, ownProperties: true };
  const validator: AjvInstance = new (load(modules[dialect]).default)(options);
  if (dialect === 'draft-07') validator.addMetaSchema(load('ajv/dist/refs/json-schema-draft-06.json'));
  load('ajv-formats').default(validator);
  return validator;
}
