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

/** An object's keys in jq's order, paid for: to sort them is what takes long. */
export function sortedKeys(object: JsonObject, run: Run): string[] {
  const keys = Object.keys(object);
  run.fields(keys.length);
  run.spend(keys.length > 32 ? keys.length * 4 : keys.length);
  return keys.sort(compareText);
}

/** What one more level weighs on the stack. */
const LEVEL = 2;

/** jq's total order; not-a-number is below every number. Negative, zero or positive. */
export function compare(left: Json, right: Json, run: Run, depth = 0): number {
  if (typeof left === 'number' && typeof right === 'number') {
    return left < right || Number.isNaN(left) ? -1 : left === right ? 0 : 1;
  }
  if (typeof left === 'string' && typeof right === 'string') {
    run.scan(Math.min(left.length, right.length));
    run.flatten(left.length + right.length);
    return compareText(left, right);
  }
  if (depth > MAX_DEPTH) throw new Raised('Comparison too deep');
  run.enter(LEVEL);
  const order =
    isArray(left) && isArray(right)
      ? compareArrays(left, right, run, depth + 1)
      : isObject(left) && isObject(right)
        ? compareObjects(left, right, run, depth + 1)
        : rank(left) - rank(right);
  run.leave(LEVEL);
  return order;
}

function compareArrays(left: readonly Json[], right: readonly Json[], run: Run, depth: number): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    if ((index & 7) === 7) run.step();
    const order = compare(left[index] as Json, right[index] as Json, run, depth);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Objects compare by their sorted keys first, then value by value in that order. */
function compareObjects(left: JsonObject, right: JsonObject, run: Run, depth: number): number {
  const keys = sortedKeys(left, run);
  const order = compare(keys, sortedKeys(right, run), run);
  if (order !== 0) return order;
  for (const key of keys) {
    const found = compare(left[key] as Json, right[key] as Json, run, depth);
    if (found !== 0) return found;
  }
  return 0;
}

/** `==`: like `equal` of JSON, but not-a-number equals nothing. As in jq, one and the same array or object equals itself. */
export function same(left: Json, right: Json, run: Run, depth = 0): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    if (typeof left === 'string') run.scan(left.length);
    return left === right;
  }
  if (left === right) return true;
  if (depth > MAX_DEPTH) throw new Raised('Equality check too deep');
  run.enter(LEVEL);
  const equal = isArray(left)
    ? isArray(right) && sameArrays(left, right, run, depth + 1)
    : isObject(left) && isObject(right) && sameObjects(left, right, run, depth + 1);
  run.leave(LEVEL);
  return equal;
}

function sameArrays(left: readonly Json[], right: readonly Json[], run: Run, depth: number): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) {
    if ((index & 7) === 7) run.step();
    if (!same(left[index] as Json, right[index] as Json, run, depth)) return false;
  }
  return true;
}

function sameObjects(left: JsonObject, right: JsonObject, run: Run, depth: number): boolean {
  const keys = Object.keys(left);
  run.fields(keys.length);
  if (keys.length !== Object.keys(right).length) return false;
  for (const key of keys) {
    run.step();
    if (!Object.hasOwn(right, key)) return false;
    if (!same(left[key] as Json, right[key] as Json, run, depth)) return false;
  }
  return true;
}

/** A stable sort of values by their keys. */
export function sortBy<T>(items: readonly T[], key: (item: T) => Json, run: Run): T[] {
  return [...items].sort((left, right) => compare(key(left), key(right), run));
}
