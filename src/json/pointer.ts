import { isObject, type Json } from './json.ts';

/** A JSON Pointer (RFC 6901), for example `/do/0/pay/with`. The empty string is the whole document. */
export type Pointer = string;

/** Appends segments to a pointer, escaping `~` and `/`. */
export function join(base: Pointer, ...segments: readonly (string | number)[]): Pointer {
  return segments.reduce<string>(
    (pointer, segment) => `${pointer}/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    base,
  );
}

/** The segments of a pointer, unescaped. */
export function segments(pointer: Pointer): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value a pointer names, or undefined where nothing is there. */
export function resolve(document: Json, pointer: Pointer): Json | undefined {
  let value: Json | undefined = document;
  for (const segment of segments(pointer)) {
    if (Array.isArray(value)) value = (value as readonly Json[])[Number(segment)];
    else if (value !== undefined && isObject(value) && Object.hasOwn(value, segment)) value = value[segment];
    else return undefined;
  }
  return value;
}
