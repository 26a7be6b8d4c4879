/** Any value that JSON can carry. Values are immutable by convention: code that changes one builds a new one. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. Made by the YAML and JSON parsers, so it may have any own key, `__proto__` included. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** True for a JSON object; false for arrays, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deep equality by JSON's rules: key order does not matter, array order does. */
export function equal(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => equal(item, right[index] as Json))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equal(left[key] as Json, right[key] as Json));
}

/** The one text of a value: keys sorted, no white space. Equal values have equal texts. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Json)}`);
  return `{${fields.join(',')}}`;
}

/** An own member of a record; nothing that every object inherits. */
export function own<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  name: string,
): Value | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** A plain JSON copy of a typed document: absent members stay absent. */
export function toJson(document: object): Json {
  const copy: Json = JSON.parse(JSON.stringify(document));
  return copy;
}
