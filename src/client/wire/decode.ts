import { isObject, type Json } from '../../json/json.ts';

/**
 * Reads a value of one type out of JSON that came over a wire.
 * @throws DecodeError naming the place of what does not fit. `path` is where the value stands, for that message.
 */
export type Decoder<T> = (value: Json | undefined, path: string) => T;

/** JSON that is not what was agreed upon. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

function expected(what: string, path: string): DecodeError {
  return new DecodeError(`${path === '' ? 'the document' : path}: expected ${what}`);
}

export const string: Decoder<string> = (value, path) => {
  if (typeof value !== 'string') throw expected('a string', path);
  return value;
};

export const number: Decoder<number> = (value, path) => {
  if (typeof value !== 'number') throw expected('a number', path);
  return value;
};

export const json: Decoder<Json> = (value, path) => {
  if (value === undefined) throw expected('a value', path);
  return value;
};

export function oneOf<const T extends string>(allowed: readonly T[]): Decoder<T> {
  return (value, path) => {
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw expected(`one of ${allowed.join(', ')}`, path);
    return found;
  };
}

export function arrayOf<T>(item: Decoder<T>): Decoder<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw expected('an array', path);
    return (value as readonly Json[]).map((element, index) => item(element, `${path}/${index}`));
  };
}

export function recordOf<T>(item: Decoder<T>): Decoder<Readonly<Record<string, T>>> {
  return (value, path) => {
    if (!isObject(value)) throw expected('an object', path);
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, item(member, `${path}/${key}`)]),
    );
  };
}

export function nullable<T>(item: Decoder<T>): Decoder<T | null> {
  return (value, path) => (value === null ? null : item(value, path));
}

/** A member that may be absent. */
export interface Optional<T> {
  readonly optional: Decoder<T>;
}

export function optional<T>(decoder: Decoder<T>): Optional<T> {
  return { optional: decoder };
}

/** For every named member of T its decoder; optional members must say so. Index signatures are left out. */
type Members<T> = {
  readonly [K in keyof T as string extends K ? never : K]-?: undefined extends T[K]
    ? Optional<Exclude<T[K], undefined>>
    : Decoder<T[K]>;
};

/** An object of exactly these members; others are dropped, so that a newer peer may send more. */
export function object<T extends object>(members: Members<T>): Decoder<T> {
  return (value, path) => {
    if (!isObject(value)) throw expected('an object', path);
    const read: Record<string, unknown> = {};
    for (const [name, member] of Object.entries<Decoder<unknown> | Optional<unknown>>(members)) {
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      if (typeof member === 'function') read[name] = member(given, `${path}/${name}`);
      else if (given !== undefined) read[name] = member.optional(given, `${path}/${name}`);
    }
    // The loop has read every member that T names, each by a decoder of its own type.
    return read as T;
  };
}

/** As `object`, keeping members that are not named as they are. */
export function openObject<T extends object>(members: Members<T>): Decoder<T> {
  const named = object<T>(members);
  return (value, path) => ({ ...(isObject(value) ? value : {}), ...named(value, path) });
}
