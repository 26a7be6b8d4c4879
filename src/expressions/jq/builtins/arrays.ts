import type { Json, JsonObject } from '../../../json/json.ts';
import { cannotIndex, get } from '../access.ts';
import { add } from '../arithmetic.ts';
import { type Code, single } from '../code.ts';
import { elements, iterate } from '../compile/access.ts';
import { MAX_DEPTH } from '../limits.ts';
import { compare, same } from '../order.ts';
import { type Frame, Raised, type Run } from '../run.ts';
import { FIELD, length, putAll } from '../size.ts';
import { isArray, isObject, put, typeOf, wrongType, wrongTypes } from '../values.ts';
import { type Entry, present, value, value1 } from './define.ts';
import { toText } from './formats.ts';
import { extreme, grouped, itself, sort } from './sort.ts';

function byKey(name: string, compute: (input: Json, by: Code, frame: Frame) => Json): Entry[] {
  return [
    [`${name}_by/1`, ([by]) => single((input, frame) => compute(input, present(by), frame))],
    [`${name}/0`, () => single((input, frame) => compute(input, itself, frame))],
  ];
}

/**
 * `add`: from left to right. Arrays, and objects, are gathered in one that belongs to the sum alone: adding them one by
 * one would copy what is there each time.
 */
function sum(body: Code | undefined): Code {
  return single((input, frame) => {
    const { run } = frame;
    let total: Json = null;
    let array: Json[] | undefined;
    let object: Record<string, Json> | undefined;
    const plus = (item: Json) => {
      if (isArray(item) && isArray(total)) {
        array ??= total.slice();
        run.spend(1 + (item.length >> 3));
        for (const part of item) array.push(part);
        if (array.length > run.limits.array) run.array(array.length);
        total = array;
      } else if (isRecord(item) && isRecord(total)) {
        object ??= { ...total };
        putAll(object, item, run);
        total = object;
      } else {
        total = add(total, item, run);
        array = undefined;
        object = undefined;
      }
      return false;
    };
    if (body === undefined) iterate(input, false, run, plus);
    else body.each(input, frame, plus);
    return total;
  });
}

function isRecord(value: Json): value is JsonObject {
  return value !== null && isObject(value);
}

/** Without recursion, so that any depth is safe. */
function flatten(input: Json, depth: number, run: Run): Json {
  const flat: Json[] = [];
  const open: { readonly items: readonly Json[]; next: number }[] = [{ items: elements(input), next: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const item = level.items[level.next++];
    run.step();
    if (item === undefined) open.pop();
    else if (isArray(item) && (depth < 0 || open.length <= depth)) open.push({ items: item, next: 0 });
    else if (flat.push(item) > run.limits.array) run.array(flat.length);
  }
  return flat;
}

/** Rows may be of different lengths; what has no elements in order may be no longer than 0. */
function transpose(input: Json, run: Run): Json {
  const rows = elements(input);
  // Not-a-number is the least length, but where it is the greatest too, the first column is asked for.
  const widest = rows.map((row) => length(row, run)).reduce(greater, rows.length === 0 ? 0 : Number.NaN);
  const width = Number.isNaN(widest) ? 1 : widest;
  if (width > 0) for (const row of rows) get(row, 0, run);
  run.array(width);
  run.spend(width * rows.length);
  return Array.from({ length: width }, (_, column) => rows.map((row) => get(row, column, run)));
}

function greater(left: number, right: number): number {
  return left > right || Number.isNaN(right) ? left : right;
}

/** Binary search: the index, or where it would have to be inserted, as `-1 - index`. */
function bsearch(input: Json, wanted: Json, run: Run): Json {
  if (!isArray(input)) throw wrongType(input, 'cannot be searched from');
  let low = 0;
  let high = input.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    run.step();
    const order = compare(wanted, input[middle] as Json, run);
    if (order === 0) return middle;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return -1 - low;
}

/** `reverse` of an array. What has no length or elements in order fails as jq's own definition does. */
function reverse(input: Json, run: Run): Json {
  if (isArray(input)) {
    run.array(input.length);
    return input.toReversed();
  }
  const size = length(input, run);
  if (size === 0) return [];
  throw cannotIndex(input, size - 1);
}

function index(stream: Code | undefined, by: Code): Code {
  return single((input, frame) => {
    const rows: Record<string, Json> = {};
    const add = (row: Json) => {
      by.each(row, frame, (key) => {
        const name = toText(key, frame.run);
        frame.run.written(key, name.length);
        frame.run.spend(FIELD);
        put(rows, name, row);
        return false;
      });
      return false;
    };
    if (stream === undefined) iterate(input, false, frame.run, add);
    else stream.each(input, frame, add);
    return rows;
  });
}

export const arrayBuiltins: readonly Entry[] = [
  ['sort_by/1', ([by]) => single((input, frame) => sort(input, present(by), frame))],
  ['sort/0', () => single((input, frame) => sort(input, itself, frame))],
  [
    'group_by/1',
    ([by]) =>
      single((input, frame) =>
        grouped(input, present(by), frame).map((group) => group.map((pair) => pair.item)),
      ),
  ],
  ...byKey('unique', (input, by, frame) =>
    grouped(input, by, frame).flatMap(([first]) => (first === undefined ? [] : [first.item])),
  ),
  ...byKey('min', (input, by, frame) => extreme(input, by, frame, false)),
  ...byKey('max', (input, by, frame) => extreme(input, by, frame, true)),
  ['add/0', () => sum(undefined)],
  ['add/1', ([body]) => sum(present(body))],
  value('flatten', (input, run) => flatten(input, -1, run)),
  value1('flatten', (input, depth, run) => {
    if (compare(depth, 0, run) < 0) throw new Raised('flatten depth must not be negative');
    // Counting down from a fraction never meets 0, where jq would stop.
    if (typeof depth === 'number') return flatten(input, Number.isInteger(depth) ? depth : -1, run);
    if (elements(input).some(isArray)) throw wrongTypes(depth, 1, 'cannot be subtracted');
    return flatten(input, 0, run);
  }),
  value('transpose', transpose),
  value('reverse', reverse),
  value1('bsearch', bsearch),
  ['INDEX/1', ([by]) => index(undefined, present(by))],
  ['INDEX/2', ([stream, by]) => index(present(stream), present(by))],
];

/** `contains`: strings by part, arrays and objects by their parts, anything else by equality. */
export function contains(whole: Json, part: Json, run: Run, depth = 0): boolean {
  run.step();
  if (depth > MAX_DEPTH) throw new Raised('Containment check too deep');
  if (typeOf(whole) !== typeOf(part)) return false;
  if (typeof whole === 'string' && typeof part === 'string') {
    run.scan(whole.length);
    return whole.includes(part);
  }
  if (isArray(whole) && isArray(part)) {
    for (const wanted of part) {
      let found = false;
      for (const item of whole) {
        found = contains(item, wanted, run, depth + 1);
        if (found) break;
      }
      if (!found) return false;
    }
    return true;
  }
  if (whole === null || part === null || !isObject(whole) || !isObject(part)) return same(whole, part, run);
  for (const key of Object.keys(part)) {
    if (!Object.hasOwn(whole, key)) return false;
    if (!contains(whole[key] as Json, part[key] as Json, run, depth + 1)) return false;
  }
  return true;
}
