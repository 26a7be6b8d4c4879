import type { Json, JsonObject } from '../../json/json.ts';
import type { Run } from './run.ts';
import { isArray, isObject, put, wrongType } from './values.ts';

/** Code points of a text: a pair of surrogates is one. */
function countPoints(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    if (isSurrogate(text, index, 0xd800) && isSurrogate(text, index + 1, 0xdc00)) count--;
  }
  return count;
}

function isSurrogate(text: string, index: number, first: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === first;
}

/** `length`: of null 0, of text its code points, of a number its absolute value. */
export function length(input: Json, run: Run): number {
  if (input === null) return 0;
  if (typeof input === 'string') {
    run.spend(input.length >> 4);
    return countPoints(input);
  }
  if (typeof input === 'number') return Math.abs(input);
  if (isArray(input)) return input.length;
  if (isObject(input)) {
    const { length } = Object.keys(input);
    run.fields(length);
    return length;
  }
  throw wrongType(input, 'has no length');
}

/** Steps for writing one field of an object, which costs as much as handling many elements of an array. */
export const FIELD = 8;

/** Steps for putting a field into an object that grows. */
const PUT = 12;

/** A copy of an object, paid for. */
export function copyObject(object: JsonObject, run: Run): Record<string, Json> {
  const { length } = Object.keys(object);
  run.spend(length > 32 ? length * 7 : 1 + length);
  return { ...object };
}

/** Puts all fields of an object into one that belongs to the caller. */
export function putAll(target: Record<string, Json>, source: JsonObject, run: Run): void {
  for (const key of Object.keys(source)) {
    run.spend(PUT);
    put(target, key, source[key] as Json);
  }
}
