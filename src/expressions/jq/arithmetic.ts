import type { Json, JsonObject } from '../../json/json.ts';
import type { BinaryOperator } from './ast.ts';
import { MAX_DEPTH } from './limits.ts';
import { compare, same } from './order.ts';
import { Raised, type Run } from './run.ts';
import { isArray, isObject, put, wrongType, wrongTypes } from './values.ts';

export function add(left: Json, right: Json, run: Run): Json {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
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
    const sum = { ...left, ...right };
    run.spend(1 + (Object.keys(sum).length >> 2));
    return sum;
  }
  throw wrongTypes(left, right, 'cannot be added');
}

function subtract(left: Json, right: Json, run: Run): Json {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (isArray(left) && isArray(right)) {
    run.spend(left.length * right.length);
    return left.filter((item) => !right.some((gone) => same(item, gone, run)));
  }
  throw wrongTypes(left, right, 'cannot be subtracted');
}

function multiply(left: Json, right: Json, run: Run): Json {
  if (typeof left === 'number' && typeof right === 'number') return left * right;
  if (typeof left === 'string' && typeof right === 'number') return repeat(left, right, run);
  if (typeof left === 'number' && typeof right === 'string') return repeat(right, left, run);
  if (isObject(left) && isObject(right)) return merge(left, right, run, 0);
  throw wrongTypes(left, right, 'cannot be multiplied');
}

/** Longest string that jq itself makes by repeating, in bytes. */
const REPEAT = 0x1fffffff;

function repeat(text: string, times: number, run: Run): Json {
  if (Number.isNaN(times) || times < 0) return null;
  const count = Math.trunc(times);
  if (text.length * count >= REPEAT) throw new Raised('Repeat string result too long');
  run.string(text.length * count);
  return text === '' ? '' : text.repeat(count);
}

/** Objects merge field by field; where both fields are objects, these merge too. */
function merge(left: JsonObject, right: JsonObject, run: Run, depth: number): JsonObject {
  if (depth > MAX_DEPTH) throw new Raised('Object merge too deep');
  const merged = { ...left };
  run.spend(1 + (Object.keys(merged).length >> 2));
  for (const key of Object.keys(right)) {
    run.step();
    const old = Object.hasOwn(left, key) ? left[key] : undefined;
    const value = right[key] as Json;
    const both = old !== undefined && isObject(old) && isObject(value);
    put(merged, key, both ? merge(old, value, run, depth + 1) : value);
  }
  return merged;
}

function divide(left: Json, right: Json, run: Run): Json {
  if (typeof left === 'number' && typeof right === 'number') {
    if (right === 0) throw wrongTypes(left, right, 'cannot be divided because the divisor is zero');
    return left / right;
  }
  if (typeof left === 'string' && typeof right === 'string') return split(left, right, run);
  throw wrongTypes(left, right, 'cannot be divided');
}

/** `split/1` and `/` of strings: the empty separator gives the code points. */
export function split(text: string, separator: string, run: Run): Json {
  run.spend(1 + (text.length >> 3));
  if (text === '') return [];
  const parts = separator === '' ? Array.from(text) : text.split(separator);
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
  return -value;
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
