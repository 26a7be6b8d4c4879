import type { Json } from '../../../json/json.ts';
import { type Code, single } from '../code.ts';
import { elements } from '../compile/access.ts';
import { compare, same } from '../order.ts';
import type { Frame, Run } from '../run.ts';
import { isArray, wrongType, wrongTypes } from '../values.ts';

/** What `sort` sorts by, and `min` looks for. */
export const itself = single((input) => input);

interface Keyed {
  readonly item: Json;
  readonly key: Json;
}

/** What `by` makes of each element: the only output, or the list of outputs. */
function keysOf(input: Json, by: Code, frame: Frame, problem: string): readonly Json[] {
  if (!isArray(input)) {
    if (by === itself) throw wrongType(input, problem);
    const keys = elements(input).map((item) => outputs(item, by, frame));
    throw wrongTypes(input, keys, problem.replace('it is not an array', 'they are not both arrays'));
  }
  frame.run.spend(input.length);
  if (by === itself) return input;
  const { one } = by;
  const keys: Json[] = [];
  for (let index = 0; index < input.length; index++) {
    const item = input[index] as Json;
    keys.push(one === undefined ? outputs(item, by, frame) : one(item, frame));
  }
  return keys;
}

/** The elements with their keys. */
function keyed(input: Json, by: Code, frame: Frame, problem: string): Keyed[] {
  const keys = keysOf(input, by, frame, problem);
  return paired(elements(input), keys);
}

function paired(items: readonly Json[], keys: readonly Json[]): Keyed[] {
  return items.map((item, index) => ({ item, key: keys[index] as Json }));
}

function outputs(item: Json, by: Code, frame: Frame): Json[] {
  const found: Json[] = [];
  by.each(item, frame, (output) => {
    found.push(output);
    return false;
  });
  return found;
}

/** Not by their difference: that of two infinities is not a number. */
function byNumber(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Arrays up to this length are sorted by insertion, where no call is needed to compare two keys. */
const SHORT = 32;

/** `sort_by(by)`. */
export function sort(input: Json, by: Code, frame: Frame): Json[] {
  const keys = keysOf(input, by, frame, unsortable);
  const items = elements(input);
  if (items.length <= SHORT && keys.every(isOrdered)) {
    frame.run.spend(items.length);
    return inserted(items.slice(), keys.slice());
  }
  return sorted(paired(items, keys), frame.run).map((pair) => pair.item);
}

/** A number that is one. */
function isOrdered(key: Json): key is number {
  return typeof key === 'number' && !Number.isNaN(key);
}

/** Sorts the items by their keys, both in place. */
function inserted(items: Json[], keys: number[]): Json[] {
  for (let index = 1; index < items.length; index++) {
    const key = keys[index] as number;
    const item = items[index] as Json;
    let place = index;
    for (; place > 0; place--) {
      const before = keys[place - 1] as number;
      if (before <= key) break;
      keys[place] = before;
      items[place] = items[place - 1] as Json;
    }
    keys[place] = key;
    items[place] = item;
  }
  return items;
}

function sorted(pairs: Keyed[], run: Run): Keyed[] {
  run.spend((pairs.length * Math.ceil(Math.log2(pairs.length + 1))) >> 1);
  if (pairs.every(({ key }) => isOrdered(key)))
    return pairs.sort((left, right) => byNumber(left.key as number, right.key as number));
  return pairs.sort((left, right) => {
    const order = compare(left.key, right.key, run);
    // Not-a-number is below itself; two such keys keep their order.
    if (order >= 0 || typeof left.key === 'string') return order;
    return typeof left.key === 'number' && left.key < Number.POSITIVE_INFINITY
      ? order
      : compare(right.key, left.key, run) < 0
        ? 0
        : order;
  });
}

const unsortable = 'cannot be sorted, as it is not an array';

export function grouped(input: Json, by: Code, frame: Frame): Keyed[][] {
  const groups: Keyed[][] = [];
  for (const pair of sorted(keyed(input, by, frame, unsortable), frame.run)) {
    const group = groups.at(-1);
    const [first] = group ?? [];
    if (group !== undefined && first !== undefined && same(first.key, pair.key, frame.run)) group.push(pair);
    else groups.push([pair]);
  }
  return groups;
}

/** The least element, the first of equal ones; or the greatest, the last of equal ones. */
export function extreme(input: Json, by: Code, frame: Frame, greatest: boolean): Json {
  if (by === itself && !isArray(input)) throw wrongTypes(input, input, 'cannot be iterated over');
  let best: Keyed | undefined;
  for (const pair of keyed(input, by, frame, 'cannot be iterated over')) {
    const order = best === undefined ? 0 : compare(pair.key, best.key, frame.run);
    if (best === undefined || (greatest ? order >= 0 : order < 0)) best = pair;
  }
  return best?.item ?? null;
}
