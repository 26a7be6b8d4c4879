import type { Json, JsonObject } from '../../json/json.ts';
import type { BinaryOperator } from './ast.ts';
import { MAX_PATH } from './limits.ts';
import { compare, same } from './order.ts';
import { Raised, type Run } from './run.ts';
import { copyObject, FIELD, putAll } from './size.ts';
import { field, isArray, isObject, put, wrongType, wrongTypes } from './values.ts';

export function add(left: Json, right: Json, run: Run): Json {
  if (typeof left === 'number' && typeof right === 'number') return run.calculated(left + right);
  if (typeof left === 'string' && typeof right === 'string') {
    run.joined(left.length, right.length);
    return left + right;
  }
  if (left === null) return right;
  if (right === null) return left;
  if (isArray(left) && isArray(right)) {
    run.array(left.length + right.length);
    return left.length === 0 ? right : right.length === 0 ? left : left.concat(right);
  }
  if (isObject(left) && isObject(right)) {
    const sum = copyObject(left, run);
    putAll(sum, right, run);
    return sum;
  }
  throw wrongTypes(left, right, 'cannot be added');
}

function subtract(left: Json, right: Json, run: Run): Json {
  if (typeof left === 'number' && typeof right === 'number') return run.calculated(left - right);
  if (isArray(left) && isArray(right)) {
    run.spend(left.length * right.length);
    return left.filter((item) => !right.some((gone) => same(item, gone, run)));
  }
  throw wrongTypes(left, right, 'cannot be subtracted');
}

function multiply(left: Json, right: Json, run: Run): Json {
  if (typeof left === 'number' && typeof right === 'number') return run.calculated(left * right);
  if (typeof left === 'string' && typeof right === 'number') return repeat(left, right, run);
  if (typeof left === 'number' && typeof right === 'string') return repeat(right, left, run);
  if (isObject(left) && isObject(right)) return merge(left, right, run);
  throw wrongTypes(left, right, 'cannot be multiplied');
}

/** Longest string that jq itself makes by repeating, in bytes. */
const REPEAT = 0x1fffffff;

function repeat(text: string, times: number, run: Run): Json {
  if (Number.isNaN(times) || times < 0) return null;
  const count = Math.trunc(times);
  if (text.length * count >= REPEAT) throw new Raised('Repeat string result too long');
  run.string(text.length * count);
  run.suspicious = true;
  return text === '' ? '' : text.repeat(count);
}

/** Two objects that are still to be merged: `right` goes into `target`, which is a copy. */
interface Merge {
  readonly target: Record<string, Json>;
  readonly right: JsonObject;
}

/**
 * Objects merge field by field; where both fields are objects, these merge too. Level by level and not by recursion,
 * so that jq's own depth needs no stack.
 */
function merge(left: JsonObject, right: JsonObject, run: Run): JsonObject {
  const merged = copyObject(left, run);
  let level: Merge[] = [{ target: merged, right }];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_PATH) throw new Raised('Object merge too deep');
    level = level.flatMap((pair) => mergeFields(pair, run));
  }
  return merged;
}

/** Puts the fields of one object; gives those pairs that have to be merged in their turn. */
function mergeFields({ target, right }: Merge, run: Run): Merge[] {
  const inner: Merge[] = [];
  for (const key of Object.keys(right)) {
    run.spend(FIELD);
    const old = field(target, key);
    const value = right[key] as Json;
    if (old !== undefined && old !== null && isObject(old) && value !== null && isObject(value)) {
      const copy = copyObject(old, run);
      put(target, key, copy);
      inner.push({ target: copy, right: value });
    } else put(target, key, value);
  }
  return inner;
}

function divide(left: Json, right: Json, run: Run): Json {
  if (typeof left === 'number' && typeof right === 'number') {
    if (right === 0) throw wrongTypes(left, right, 'cannot be divided because the divisor is zero');
    return run.calculated(left / right);
  }
  if (typeof left === 'string' && typeof right === 'string') return split(left, right, run);
  throw wrongTypes(left, right, 'cannot be divided');
}

/** `split/1` and `/` of strings: the empty separator gives the code points. */
export function split(text: string, separator: string, run: Run): Json {
  run.spend(1 + (text.length >> 3));
  if (text === '') return [];
  if (separator === '') run.spend(text.length);
  const parts = separator === '' ? Array.from(text) : text.split(separator, run.limits.array + 1);
  run.array(parts.length);
  return parts;
}

/** Both operands are cut to 64-bit integers first; the sign is the dividend's. */
function remainder(left: Json, right: Json): Json {
  if (typeof left !== 'number' || typeof right !== 'number') {
    throw wrongTypes(left, right, 'cannot be divided (remainder)');
  }
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN;
  const divisor = integer(right);
  if (divisor === 0n)
    throw wrongTypes(left, right, 'cannot be divided (remainder) because the divisor is zero');
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) return (left % right) + 0;
  const magnitude = integer(left) % (divisor < 0n ? -divisor : divisor);
  return Number(magnitude);
}

const LARGEST = 2n ** 63n - 1n;

function integer(value: number): bigint {
  if (value >= 2 ** 63) return LARGEST;
  if (value < -(2 ** 63)) return -LARGEST - 1n;
  return BigInt(Math.trunc(value));
}

export function negate(value: Json): Json {
  if (typeof value !== 'number') throw wrongType(value, 'cannot be negated');
  // Not `-value`: the negative of zero is zero.
  return 0 - value;
}

export type Operation = (left: Json, right: Json, run: Run) => Json;

/** What each infix operator does. */
export const operations: Readonly<Record<BinaryOperator, Operation>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': remainder,
  '==': same,
  '!=': (left, right, run) => !same(left, right, run),
  '<': (left, right, run) => compare(left, right, run) < 0,
  '<=': (left, right, run) => compare(left, right, run) <= 0,
  '>': (left, right, run) => compare(left, right, run) > 0,
  '>=': (left, right, run) => compare(left, right, run) >= 0,
};
