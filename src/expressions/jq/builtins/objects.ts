import type { Json } from '../../../json/json.ts';
import { cannotIterate } from '../compile/access.ts';
import { sortedKeys } from '../order.ts';
import { Raised, type Run } from '../run.ts';
import { FIELD } from '../size.ts';
import { field, isArray, isObject, isTrue, named, put, typeOf, wrongType, wrongTypes } from '../values.ts';
import { contains } from './arrays.ts';
import { type Entry, value, value1 } from './define.ts';

function keys(input: Json, sorted: boolean, run: Run): Json {
  if (isArray(input)) {
    run.spend(input.length);
    return input.map((_, index) => index);
  }
  if (input === null || !isObject(input)) throw wrongType(input, 'has no keys');
  if (sorted) return sortedKeys(input, run);
  const names = Object.keys(input);
  run.fields(names.length);
  return names;
}

function has(input: Json, key: Json, run: Run): boolean {
  if (typeof key === 'string') run.scan(key.length);
  if (input === null) return false;
  if (isObject(input) && typeof key === 'string') return Object.hasOwn(input, key);
  if (isArray(input) && typeof key === 'number')
    return Math.trunc(key) >= 0 && Math.trunc(key) < input.length;
  throw new Raised(`Cannot check whether ${typeOf(input)} has a ${typeOf(key)} key`);
}

function holds(whole: Json, part: Json, run: Run): boolean {
  // To jq, true and false are two types.
  if (typeOf(whole) !== typeOf(part) || (typeof whole === 'boolean' && whole !== part)) {
    throw wrongTypes(whole, part, 'cannot have their containment checked');
  }
  return contains(whole, part, run);
}

function toEntries(input: Json, run: Run): Json {
  if (input === null || (!isObject(input) && !isArray(input))) throw wrongType(input, 'has no keys');
  if (isArray(input)) {
    run.array(input.length * 2);
    run.spend(input.length);
    return input.map((value, key) => ({ key, value }));
  }
  const names = Object.keys(input);
  run.array(names.length * 2);
  run.fields(names.length);
  run.spend(names.length);
  return names.map((key) => ({ key, value: input[key] as Json }));
}

/** The key of an entry under any of its names; false and null count as absent, as `//` takes them. */
function entryKey(entry: Json): string {
  if (entry !== null && !isObject(entry)) {
    throw new Raised(`Cannot index ${typeOf(entry)} with string ("key")`);
  }
  const names = ['key', 'k', 'Key', 'K', 'name', 'Name'];
  const key = names.map((name) => fieldOf(entry, name)).find(isTrue) ?? null;
  if (typeof key !== 'string') throw new Raised(`Cannot use ${named(key)} as object key`);
  return key;
}

function fieldOf(entry: Json, name: string): Json {
  return entry !== null && isObject(entry) ? (field(entry, name) ?? null) : null;
}

function entryValue(entry: Json): Json {
  const name = ['value', 'v', 'Value', 'V'].find(
    (candidate) => entry !== null && isObject(entry) && Object.hasOwn(entry, candidate),
  );
  return name === undefined ? null : fieldOf(entry, name);
}

function fromEntries(input: Json, run: Run): Json {
  const entries = isArray(input)
    ? input
    : input !== null && isObject(input)
      ? Object.values(input)
      : undefined;
  if (entries === undefined) throw cannotIterate(input);
  run.spend(1 + entries.length * FIELD);
  const object: Record<string, Json> = {};
  for (const entry of entries) put(object, entryKey(entry), entryValue(entry));
  return object;
}

export const objectBuiltins: readonly Entry[] = [
  value('keys', (input, run) => keys(input, true, run)),
  value('keys_unsorted', (input, run) => keys(input, false, run)),
  value1('has', has),
  value1('in', (input, whole, run) => has(whole, input, run)),
  value1('contains', holds),
  value1('inside', (input, whole, run) => holds(whole, input, run)),
  value('to_entries', toEntries),
  value('from_entries', fromEntries),
];
