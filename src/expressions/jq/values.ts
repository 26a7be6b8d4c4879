import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { dump } from './dump.ts';
import { Raised } from './run.ts';

export type Type = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

/** `Array.isArray` for values that are known to be JSON; keeps the element type. */
export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export { isObject };

/** What jq's `type` says. */
export function typeOf(value: Json): Type {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return value === null ? 'null' : isArray(value) ? 'array' : 'object';
  }
}

/** Everything but `false` and `null` is true. */
export function isTrue(value: Json): boolean {
  return value !== false && value !== null;
}

/** Sets an own property, whatever its name. `target` is being built and belongs to the caller. */
export function put(target: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else target[key] = value;
}

/** The own property of an object, or undefined. */
export function field(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Longest text of a value inside a message, in UTF-8 bytes. */
const EXCERPT = 29;

const closing: Readonly<Record<string, string>> = { '"': '"', '[': ']', '{': '}' };

/** A value's JSON, cut to fit in a message. */
export function excerpt(value: Json): string {
  const text = dump(value, EXCERPT + 1);
  if (text.length <= EXCERPT && Buffer.byteLength(text) <= EXCERPT) return text;
  const end = `...${closing[text[0] ?? ''] ?? ''}`;
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > EXCERPT - end.length) break;
    kept += character;
  }
  return kept + end;
}

/** `number (1)`: how a message names a value. */
export function named(value: Json): string {
  return `${typeOf(value)} (${excerpt(value)})`;
}

/** A catchable error: `number (1) cannot be …`. */
export function wrongType(value: Json, problem: string): Raised {
  return new Raised(`${named(value)} ${problem}`);
}

/** A catchable error about two operands. */
export function wrongTypes(left: Json, right: Json, problem: string): Raised {
  return new Raised(`${named(left)} and ${named(right)} ${problem}`);
}
