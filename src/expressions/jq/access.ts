import type { Json, JsonObject } from '../../json/json.ts';
import { MAX_PATH } from './limits.ts';
import { same, sortBy } from './order.ts';
import type { Owned } from './owned.ts';
import { Raised, type Run } from './run.ts';
import { copyObject, FIELD } from './size.ts';
import { excerpt, field, isArray, isObject, put, typeOf } from './values.ts';

/** Text by code points, as jq counts; plain units where every character is one. */
export function codePoints(text: string, run: Run): readonly string[] | string {
  if (!/[\ud800-\udfff]/.test(text)) return text;
  run.spend(text.length);
  return Array.from(text);
}

/** `value[key]`, or undefined where the two do not go together. */
export function lookup(value: Json, key: Json, run: Run): Json | undefined {
  if (typeof key === 'string') {
    run.scan(key.length);
    if (value === null) return null;
    if (!isObject(value)) return undefined;
    return Object.hasOwn(value, key) ? value[key] : null;
  }
  if (typeof key === 'number') {
    if (value === null) return null;
    if (!isArray(value)) return undefined;
    const index = Math.trunc(key);
    return value[index < 0 ? index + value.length : index] ?? null;
  }
  if (isArray(key)) return isArray(value) ? indicesOf(value, key, run) : undefined;
  if (key === null || !isObject(key)) return undefined;
  if (value === null) return null;
  if (!isArray(value) && typeof value !== 'string') return undefined;
  return slice(value, edge(key, 'start'), edge(key, 'end'), run);
}

/** `value[key]?`: also undefined where the edges of a slice are no numbers. */
export function lookupOptional(value: Json, key: Json, run: Run): Json | undefined {
  if (!isObject(key)) return lookup(value, key, run);
  try {
    return lookup(value, key, run);
  } catch (error) {
    if (error instanceof Raised) return undefined;
    throw error;
  }
}

/** `value[key]`. @throws Raised where the two do not go together. */
export function get(value: Json, key: Json, run: Run): Json {
  const found = lookup(value, key, run);
  if (found === undefined) throw cannotIndex(value, key);
  return found;
}

export function cannotIndex(value: Json, key: Json): Raised {
  return new Raised(`Cannot index ${typeOf(value)} with ${typeOf(key)} (${excerpt(key)})`);
}

/** Where a slice begins and ends: the start is rounded down and the end up, negative ones count from the end. */
function bounds(length: number, from: Json, to: Json): readonly [number, number] {
  const first = from ?? 0;
  const last = to ?? length;
  if (typeof first !== 'number' || typeof last !== 'number') {
    throw new Raised('Array/string slice indices must be integers');
  }
  const clamp = (value: number) => Math.min(Math.max(value < 0 ? value + length : value, 0), length);
  const begin = Math.floor(clamp(Number.isNaN(first) ? 0 : first));
  const end = Math.ceil(clamp(Number.isNaN(last) ? length : last));
  return [begin, Math.max(begin, end)];
}

/** One side of `{start, end}`; null is the end of the array, but it has to stand there. */
function edge(key: JsonObject, side: 'start' | 'end'): Json {
  const found = field(key, side);
  if (found === undefined) throw new Raised('Array/string slice indices must be integers');
  return found;
}

/** `value[from:to]` of an array, string or null. */
export function slice(value: Json, from: Json, to: Json, run: Run): Json {
  if (value === null) return null;
  if (isArray(value)) {
    const [begin, end] = bounds(value.length, from, to);
    run.array(end - begin);
    return value.slice(begin, end);
  }
  if (typeof value !== 'string') throw cannotIndex(value, { start: from, end: to });
  run.string(value.length);
  const points = codePoints(value, run);
  const [begin, end] = bounds(points.length, from, to);
  return typeof points === 'string' ? points.slice(begin, end) : points.slice(begin, end).join('');
}

/** Every index at which an array holds another one. */
export function indicesOf(value: readonly Json[], wanted: readonly Json[], run: Run): Json {
  const found: number[] = [];
  const [first] = wanted;
  if (first === undefined) return [];
  run.spend(value.length);
  for (let index = 0; index + wanted.length <= value.length; index++) {
    if (!same(value[index] as Json, first, run)) continue;
    run.spend(wanted.length);
    if (wanted.every((item, offset) => same(value[index + offset] as Json, item, run))) found.push(index);
  }
  return found;
}

/** The value at the end of a path; null where nothing is. */
export function getPath(value: Json, path: Json, run: Run): Json {
  let found = value;
  for (const key of checkedPath(path, run)) found = get(found, key, run);
  return found;
}

function checkedPath(path: Json, run: Run): readonly Json[] {
  if (!isArray(path)) throw new Raised('Path must be specified as an array');
  if (path.length > MAX_PATH) throw new Raised('Path too deep');
  run.spend(path.length);
  return path;
}

/** A copy of the value with another one at the end of a path. */
export function setPath(value: Json, path: Json, replacement: Json, run: Run): Json {
  if (isArray(path) && path.some((key) => typeof key === 'object')) refuseUnsettable(value, path, run);
  return updatePath(value, path, () => replacement, run);
}

/** As in jq, what can be read but never set is noticed before what is wrong further down the path. */
function refuseUnsettable(value: Json, path: readonly Json[], run: Run): void {
  let found = value;
  for (const key of checkedPath(path, run)) {
    const below = get(found, key, run);
    if (isArray(key) || typeof found === 'string') set(found, key, null, run);
    found = below;
  }
}

/**
 * A copy of the value with the end of a path replaced by a function of itself. What is owned is not copied but changed,
 * and copies are owned from then on.
 */
export function updatePath(
  value: Json,
  path: Json,
  update: (old: Json) => Json,
  run: Run,
  owned?: Owned,
): Json {
  const keys = checkedPath(path, run);
  const parents: Json[] = [];
  let found = value;
  for (const key of keys) {
    parents.push(found);
    // A slice is a new array, which would show what is owned in it.
    if (typeof key === 'object') owned?.forget();
    found = get(found, key, run);
  }
  let result = update(found);
  for (let index = keys.length - 1; index >= 0; index--) {
    result = set(parents[index] as Json, keys[index] as Json, result, run, owned);
  }
  return result;
}

function set(target: Json, key: Json, value: Json, run: Run, owned?: Owned): Json {
  if (typeof key === 'string' && (target === null || isObject(target)))
    return setField(target ?? {}, key, value, run, owned);
  if (typeof key === 'number' && (target === null || isArray(target))) {
    return setElement(target ?? [], key, value, run, owned);
  }
  if (key !== null && isObject(key) && (target === null || isArray(target))) {
    return setSlice(target ?? [], key, value, run);
  }
  if (isObject(key) && typeof target === 'string') throw new Raised('Cannot update string slices');
  throw new Raised(`Cannot update field at ${typeOf(key)} index of ${typeOf(target)}`);
}

function setField(target: JsonObject, key: string, value: Json, run: Run, owned?: Owned): Json {
  run.spend(FIELD);
  const object = owned?.object(target) === true ? target : copyObject(target, run);
  put(object, key, value);
  return owned?.own(object) ?? object;
}

function setElement(target: readonly Json[], key: number, value: Json, run: Run, owned?: Owned): Json {
  if (Number.isNaN(key)) throw new Raised('Cannot set array element at NaN index');
  const whole = Math.trunc(key);
  const index = whole < 0 ? whole + target.length : whole;
  if (index < 0) throw new Raised('Out of bounds negative array index');
  if (index > run.limits.array) throw new Raised('Array index too large');
  if (owned?.array(target) === true) {
    run.longer(Math.max(index + 1, target.length), Math.max(index - target.length, 0));
    fill(target, index, value);
    return target;
  }
  run.array(Math.max(index + 1, target.length));
  const copy = target.slice();
  fill(copy, index, value);
  return owned?.own(copy) ?? copy;
}

function fill(array: Json[], index: number, value: Json): void {
  while (array.length < index) array.push(null);
  array[index] = value;
}

function setSlice(target: readonly Json[], key: JsonObject, value: Json, run: Run): Json {
  const [begin, end] = bounds(target.length, edge(key, 'start'), edge(key, 'end'));
  if (!isArray(value)) throw new Raised('A slice of an array can only be assigned another array');
  run.array(target.length + value.length);
  run.spend(target.length >> 2);
  return target.slice(0, begin).concat(value, target.slice(end));
}

/** A copy of the value without what the paths lead to. Longer and later paths go first, so that indices stay true. */
export function deletePaths(value: Json, paths: Json, run: Run): Json {
  if (!isArray(paths)) throw new Raised('Paths must be specified as an array');
  run.array(paths.length);
  run.spend(paths.length * 3);
  const sorted = sortBy(paths, (path) => path, run);
  for (const path of sorted) {
    if (!isArray(path)) throw new Raised(`Path must be specified as array, not ${typeOf(path)}`);
    checkedPath(path, run);
  }
  return deleteSorted(value, sorted.filter(isArray), 0, run);
}

/** What one more level weighs. */
const LEVEL = 3;

/** `paths` are sorted and share their first `depth` keys. */
function deleteSorted(value: Json, paths: readonly (readonly Json[])[], depth: number, run: Run): Json {
  if (paths.some((path) => path.length === depth)) return null;
  let result = value;
  const gone: Json[] = [];
  for (let first = 0; first < paths.length; ) {
    const key = (paths[first] as readonly Json[])[depth] as Json;
    let end = first + 1;
    while (end < paths.length && same((paths[end] as readonly Json[])[depth] as Json, key, run)) end++;
    const group = paths.slice(first, end);
    if (group.some((path) => path.length === depth + 1)) gone.push(key);
    else {
      const child = get(result, key, run);
      if (child !== null) {
        run.enter(LEVEL);
        result = set(result, key, deleteSorted(child, group, depth + 1, run), run);
        run.leave(LEVEL);
      }
    }
    first = end;
  }
  return deleteKeys(result, gone, run);
}

function deleteKeys(value: Json, keys: readonly Json[], run: Run): Json {
  if (value === null || keys.length === 0) return value;
  if (isArray(value)) return deleteElements(value, keys, run);
  if (!isObject(value)) throw new Raised(`Cannot delete fields from ${typeOf(value)}`);
  const copy = copyObject(value, run);
  run.spend(2 + keys.length * 5);
  for (const key of keys) {
    if (typeof key !== 'string') throw new Raised(`Cannot delete ${typeOf(key)} field of object`);
    delete copy[key];
  }
  return copy;
}

function deleteElements(value: readonly Json[], keys: readonly Json[], run: Run): Json {
  run.spend(value.length);
  const gone = new Set<number>();
  for (const key of keys) {
    if (typeof key === 'number') gone.add(Math.trunc(key) + (key < 0 ? value.length : 0));
    else if (key !== null && isObject(key)) {
      const [begin, end] = bounds(value.length, edge(key, 'start'), edge(key, 'end'));
      run.spend(end - begin);
      for (let index = begin; index < end; index++) gone.add(index);
    } else throw new Raised(`Cannot delete ${typeOf(key)} element of array`);
  }
  return value.filter((_, index) => !gone.has(index));
}
