import type { JsonObject } from '../../json/json.ts';

/** A JSON Schema (draft 2020-12), with the two keywords of our own that `build.ts` makes: `role` and `reason`. */
export type Schema = JsonObject;
type Schemas = Readonly<Record<string, Schema>>;

/**
 * What a node means to the semantic checks. Validation collects the place of every node that has a role, so that the
 * checks need no second knowledge of where such nodes may stand.
 */
export type Role =
  | 'tasks'
  | 'branches'
  | 'cases'
  | 'directive'
  | 'call'
  | 'timeout'
  | 'retry'
  | 'error'
  | 'authentication'
  | 'secret'
  | 'duration'
  | 'interval'
  | 'jitter';

/** Why a node is refused where no standard keyword says it well; `findings.ts` has the words. */
export type Reason = 'task-kind' | 'task-item' | 'secret-alone' | 'no-target' | 'cleanup-after';

export const anything: Schema = {};
export const text: Schema = { type: 'string' };
export const name: Schema = { type: 'string', minLength: 1 };
export const flag: Schema = { type: 'boolean' };
export const whole: Schema = { type: 'integer' };
/** An object whose keys are the author's. */
export const map: Schema = { type: 'object' };
export const texts: Schema = { type: 'array', items: text };

/** A text of a certain form; the forms are in `formats.ts`. */
export function formatted(format: string): Schema {
  return { type: 'string', format };
}

/** A whole `${ }` expression. */
export const expression: Schema = formatted('expression');

export function choice(...values: readonly string[]): Schema {
  return { type: 'string', enum: values };
}

export function mapOf(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

/** An object with these keys and no others. `title` completes "… has no key 'x'". */
export function closed(title: string, properties: Schemas, required: readonly string[] = []): Schema {
  return { title, type: 'object', properties, required, additionalProperties: false };
}

/**
 * Values of several types. Every keyword of JSON Schema but `type` looks at one type only, so the merged keywords
 * judge each value by its own rules and errors stay precise, which `oneOf` would not give.
 */
export function either(...schemas: readonly Schema[]): Schema {
  const types = schemas.flatMap((schema) => schema['type'] ?? []);
  return { ...Object.assign({}, ...schemas), type: types };
}

export function reference(definition: string): Schema {
  return { $ref: `#/$defs/${definition}` };
}

export function having(role: Role, schema: Schema): Schema {
  return { ...schema, role };
}

/** An object with exactly one of these keys. It is the only use of `oneOf` that reports, which `findings.ts` relies on. */
export function exactlyOne(title: string, ...keys: readonly string[]): Schema {
  return { if: { type: 'object' }, then: { title, oneOf: keys.map((key) => ({ required: [key] })) } };
}

/** Refuses whatever comes here, for a reason. */
export function refuse(reason: Reason): Schema {
  return { not: {}, reason };
}
