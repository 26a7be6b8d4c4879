import type { ErrorObject } from 'ajv/dist/2020.js';
import { isObject } from '../json/json.ts';
import { join, type Pointer } from '../json/pointer.ts';
import type { Finding } from '../problem/diagnostic.ts';
import { nearest } from '../problem/nearest.ts';
import { formats, type TextFormat } from './formats.ts';
import { explain } from './reasons.ts';
import { alternatives, quote, subject, together, typeName, typeOf } from './wording.ts';

/** What the validator says about one node, read once. */
interface Complaint {
  readonly keyword: string;
  readonly pointer: Pointer;
  /** The keyword's own details, by the validator's documentation. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The schema that the keyword stands in. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** What that schema calls the node. */
  readonly title: string;
  readonly value: unknown;
}

type Told = Omit<Finding, 'pointer'> & { readonly pointer?: Pointer };

/** Turns the validator's errors into findings, one for each mistake. */
export function toFindings(errors: readonly ErrorObject[]): Finding[] {
  const complaints = errors.filter(isCause).map(read);
  const misspelt = misspeltKeys(complaints);
  return complaints.flatMap((complaint) => {
    const told = wordings[complaint.keyword]?.(complaint, misspelt);
    return told === undefined ? [] : [{ pointer: complaint.pointer, ...told }];
  });
}

/** The branches of a `oneOf` only count keys; the `oneOf` itself speaks for them. */
function isCause(error: ErrorObject): boolean {
  return !error.schemaPath.includes('/oneOf/');
}

function read(error: ErrorObject): Complaint {
  const schema = isObject(error.parentSchema) ? error.parentSchema : {};
  return {
    keyword: error.keyword,
    pointer: error.instancePath,
    params: error.params,
    schema,
    title: typeof schema['title'] === 'string' ? schema['title'] : subject(error.instancePath),
    value: error.data,
  };
}

/** The key that an unknown one probably stands for, by the pointer of the unknown one. */
type Misspelt = ReadonlyMap<Pointer, string>;

function misspeltKeys(complaints: readonly Complaint[]): Misspelt {
  const found = new Map<Pointer, string>();
  for (const complaint of complaints) {
    if (complaint.keyword !== 'additionalProperties') continue;
    const key = String(complaint.params['additionalProperty']);
    const meant = nearest(key, openKeys(complaint));
    if (meant !== undefined) found.set(join(complaint.pointer, key), meant);
  }
  return found;
}

/** Keys that the schema knows and the value does not have yet. */
function openKeys({ schema, value }: Complaint): string[] {
  const given = isObject(value) ? value : {};
  return Object.keys(isObject(schema['properties']) ? schema['properties'] : {}).filter(
    (key) => !Object.hasOwn(given, key),
  );
}

/** True when one of these keys is there after all, misspelt, and is told about as such. */
function isMisspelt(keys: readonly string[], complaint: Complaint, misspelt: Misspelt): boolean {
  if (!isObject(complaint.value)) return false;
  return Object.keys(complaint.value).some((key) => {
    const meant = misspelt.get(join(complaint.pointer, key));
    return meant !== undefined && keys.includes(meant);
  });
}

type Wording = (complaint: Complaint, misspelt: Misspelt) => Told | undefined;

const wordings: Readonly<Record<string, Wording | undefined>> = {
  type: ({ pointer, params, value, title }) => {
    const wanted = [params['type']].flat().map(String);
    const hint = typeHint(wanted, value, title);
    return {
      code: 'wrong-type',
      message:
        value === null
          ? `${subject(pointer)} has no value; it should be ${typesOf(wanted)}`
          : `${subject(pointer)} is ${typeOf(value)}; it should be ${typesOf(wanted)}`,
      ...(hint === undefined ? {} : { hint }),
    };
  },
  required: (complaint, misspelt) => {
    const key = String(complaint.params['missingProperty']);
    if (isMisspelt([key], complaint, misspelt)) return undefined;
    return { code: 'missing-key', message: `the key ${quote(key)} is missing in ${complaint.title}` };
  },
  additionalProperties: (complaint, misspelt) => {
    const key = String(complaint.params['additionalProperty']);
    const pointer = join(complaint.pointer, key);
    const meant = misspelt.get(pointer);
    const open = openKeys(complaint);
    return {
      code: 'unknown-key',
      message: `${complaint.title} has no key ${quote(key)}`,
      hint:
        meant !== undefined
          ? `did you mean ${quote(meant)}?`
          : open.length > 0
            ? `it may also have ${alternatives(open)}`
            : 'remove it',
      pointer,
    };
  },
  oneOf: (complaint, misspelt) => {
    const keys = [complaint.schema['oneOf']].flat().flatMap(requiredKeys);
    const { value, title } = complaint;
    const given = keys.filter((key) => isObject(value) && Object.hasOwn(value, key));
    if (given.length > 1) {
      return {
        code: 'conflicting-keys',
        message: `${title} has only one of ${alternatives(keys)}; this one has ${together(given)}`,
      };
    }
    if (isMisspelt(keys, complaint, misspelt)) return undefined;
    return { code: 'missing-key', message: `${title} needs one of ${alternatives(keys)}` };
  },
  dependentRequired: ({ pointer, params }) => ({
    code: 'misplaced-key',
    message: `${quote(String(params['property']))} is allowed only beside ${quote(String(params['missingProperty']))}`,
    pointer: join(pointer, String(params['property'])),
  }),
  enum: ({ pointer, params, value }) => {
    const allowed = [params['allowedValues']].flat().map(String);
    const meant = nearest(String(value), allowed);
    return {
      code: 'invalid-value',
      message: `${quote(String(value))} is not a value of ${subject(pointer)}`,
      hint: meant === undefined ? `it is one of ${alternatives(allowed)}` : `did you mean ${quote(meant)}?`,
    };
  },
  format: ({ params, value }) => {
    const format = new Map<string, TextFormat>(Object.entries(formats)).get(String(params['format']));
    return {
      code: 'invalid-format',
      message: `${quote(String(value))} is not ${format?.noun ?? String(params['format'])}`,
      ...(format === undefined ? {} : { hint: format.hint }),
    };
  },
  minimum: (complaint) => outOfRange(complaint, 'at least'),
  maximum: (complaint) => outOfRange(complaint, 'at most'),
  minLength: ({ pointer }) => ({ code: 'empty', message: `${subject(pointer)} is empty` }),
  minItems: (complaint) => tooFew(complaint, 'item'),
  minProperties: (complaint) => tooFew(complaint, 'key'),
  maxProperties: ({ title, value }) => ({
    code: 'conflicting-keys',
    message: `${title} has one key, its name; this one has ${together(isObject(value) ? Object.keys(value) : [])}`,
    hint: "begin each with '- ', and indent its own keys below its name",
  }),
  not: ({ schema, value, pointer }) => explain(schema['reason'], value, pointer),
};

function typesOf(types: readonly string[]): string {
  return types.map(typeName).join(' or ');
}

function typeHint(wanted: readonly string[], value: unknown, title: string): string | undefined {
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  // Where an object would do as well (a duration, a template), a text of digits would be as wrong as the number.
  if (wanted.includes('string') && !wanted.includes('object') && isPlain) return 'put it in quotes';
  if (title === 'a list of tasks' && isObject(value)) return "begin each task with '- '";
  return undefined;
}

function outOfRange({ pointer, params, value }: Complaint, relation: string): Told {
  return {
    code: 'invalid-value',
    message: `${subject(pointer)} is ${String(value)}; it should be ${relation} ${String(params['limit'])}`,
  };
}

function tooFew({ title, schema }: Complaint, unit: string): Told {
  const keys = Object.keys(isObject(schema['properties']) ? schema['properties'] : {});
  return {
    code: 'empty',
    message: `${title} needs at least one ${unit}`,
    ...(keys.length === 0 ? {} : { hint: `it may have ${alternatives(keys)}` }),
  };
}

function requiredKeys(schema: unknown): string[] {
  return isObject(schema) && Array.isArray(schema['required']) ? schema['required'].map(String) : [];
}
