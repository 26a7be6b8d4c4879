import type { Json, JsonObject } from '../../json/json.ts';
import { MAX_DEPTH } from './limits.ts';
import { Raised, type Run } from './run.ts';
import { isArray, isObject } from './values.ts';

/** Where a value's type stands in jq's order: null, false, true, numbers, strings, arrays, objects. */
function rank(value: Json): number {
  if (typeof value === 'number') return 3;
  if (typeof value === 'string') return 4;
  if (typeof value === 'boolean') return value ? 2 : 1;
  return value === null ? 0 : isArray(value) ? 5 : 6;
}

/** Strings by Unicode code point (JavaScript's own order is by UTF-16 unit). */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a === b) continue;
    // A surrogate stands for a code point above every other unit.
    const lifted = (unit: number) => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);
    return lifted(a) - lifted(b);
  }
  return left.length - right.length;
}

/** An object's keys in jq's order. */
export function sortedKeys(object: JsonObject): string[] {
  return Object.keys(object).sort(compareText);
}

/** jq's total order; not-a-number is below every number. Negative, zero or positive. */
export function compare(left: Json, right: Json, run: Run, depth = 0): number {
  if (typeof left === 'number' && typeof right === 'number') {
    return left < right || Number.isNaN(left) ? -1 : left === right ? 0 : 1;
  }
  if (typeof left === 'string' && typeof right === 'string') {
    run.scan(Math.min(left.length, right.length));
    return compareText(left, right);
  }
  run.step();
  if (depth > MAX_DEPTH) throw new Raised('Comparison too deep');
  if (isArray(left) && isArray(right)) {
    const length = Math.min(left.length, right.length);
    for (let index = 0; index < length; index++) {
      const order = compare(left[index] as Json, right[index] as Json, run, depth + 1);
      if (order !== 0) return order;
    }
    return left.length - right.length;
  }
  if (isObject(left) && isObject(right)) return compareObjects(left, right, run, depth + 1);
  return rank(left) - rank(right);
}

/** Objects compare by their sorted keys first, then value by value in that order. */
function compareObjects(left: JsonObject, right: JsonObject, run: Run, depth: number): number {
  const keys = sortedKeys(left);
  const order = compare(keys, sortedKeys(right), run);
  if (order !== 0) return order;
  for (const key of keys) {
    const found = compare(left[key] as Json, right[key] as Json, run, depth);
    if (found !== 0) return found;
  }
  return 0;
}

/** `==`: like `equal` of JSON, but not-a-number equals nothing. */
export function same(left: Json, right: Json, run: Run, depth = 0): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    if (typeof left === 'string') run.scan(left.length);
    return left === right;
  }
  run.step();
  if (depth > MAX_DEPTH) throw new Raised('Equality check too deep');
  if (isArray(left)) {
    return (
      isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => same(item, right[index] as Json, run, depth + 1))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) => Object.hasOwn(right, key) && same(left[key] as Json, right[key] as Json, run, depth + 1),
    )
  );
}

/** A stable sort of values by their keys. */
export function sortBy<T>(items: readonly T[], key: (item: T) => Json, run: Run): T[] {
  return [...items].sort((left, right) => compare(key(left), key(right), run));
}
