import type { Json } from '../../json/json.ts';
import { ExpressionError } from '../expression.ts';
import { MAX_RESULT_DEPTH } from './limits.ts';
import type { Run } from './run.ts';
import { isArray, isObject, put } from './values.ts';

/** What one more level weighs on the stack. */
const LEVEL = 3;

/** About the characters of a number, of a literal, and of brackets with a comma. */
const SCALAR = 6;

/**
 * A result as plain JSON: not-a-number becomes null and infinities the largest doubles, as jq prints them.
 * A value that is plain already is returned as it is, not copied. Its text is counted: a few steps can make a value
 * that shares its parts so often that nobody could write it down.
 * @throws ExpressionError when it nests deeper than anyone should have to store, or is too large.
 */
export function plain(value: Json, run: Run, depth = 0): Json {
  if (typeof value === 'number') {
    run.handOver(SCALAR);
    return finite(value);
  }
  if (typeof value !== 'object' || value === null) {
    run.handOver(typeof value === 'string' ? value.length + 3 : SCALAR);
    return value;
  }
  if (depth > MAX_RESULT_DEPTH) {
    throw new ExpressionError(`The result nests deeper than ${MAX_RESULT_DEPTH} levels`);
  }
  run.handOver(SCALAR);
  run.enter(LEVEL);
  const cleaned = isArray(value) ? plainArray(value, run, depth) : plainObject(value, run, depth);
  run.leave(LEVEL);
  return cleaned;
}

function finite(value: number): Json {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return null;
  return value > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE;
}

/** What a string or an ordinary number counts; undefined for what has to be looked at more closely. */
function simple(value: Json): number | undefined {
  if (typeof value === 'number') return value - value === 0 ? SCALAR : undefined;
  return typeof value === 'string' ? value.length + 3 : undefined;
}

function plainArray(value: readonly Json[], run: Run, depth: number): Json {
  let copy: Json[] | undefined;
  let size = 0;
  for (let index = 0; index < value.length; index++) {
    const item = value[index] as Json;
    const known = simple(item);
    if (known !== undefined) {
      size += known;
      continue;
    }
    const cleaned = plain(item, run, depth + 1);
    if (cleaned === item) continue;
    copy ??= value.slice();
    copy[index] = cleaned;
  }
  run.handOver(size);
  return copy ?? value;
}

function plainObject(value: Json, run: Run, depth: number): Json {
  if (!isObject(value)) return value;
  let copy: Record<string, Json> | undefined;
  let size = 0;
  for (const key of Object.keys(value)) {
    const item = value[key] as Json;
    const known = simple(item);
    size += key.length + 4 + (known ?? 0);
    if (known !== undefined) continue;
    const cleaned = plain(item, run, depth + 1);
    if (cleaned === item) continue;
    copy ??= { ...value };
    put(copy, key, cleaned);
  }
  run.handOver(size);
  return copy ?? value;
}
