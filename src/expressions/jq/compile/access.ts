import type { Json } from '../../../json/json.ts';
import { cannotIndex, get, lookup, lookupOptional, slice } from '../access.ts';
import type { Node } from '../ast.ts';
import {
  type Code,
  type Each,
  type EachPath,
  type Emit,
  type EmitPath,
  lost,
  many,
  Path,
  single,
} from '../code.ts';
import type { Names } from '../names.ts';
import { Raised, type Run } from '../run.ts';
import { excerpt, isArray, isObject, named } from '../values.ts';
import type { Context } from './context.ts';

/** Keys that a plain `object[key]` would find on every object. */
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/** `.key`, where the key is known. */
function readField(value: Json, key: string): Json | undefined {
  if (typeof value === 'object' && value !== null && !isArray(value)) return value[key] ?? null;
  return value === null ? null : undefined;
}

/** `target[key]`. The key sees the filter's own input; it is evaluated before the target and varies slowest. */
export function compileIndex(node: Node & { kind: 'index' }, names: Names, context: Context): Code {
  const target = context.compile(node.target, names);
  const key = context.compile(node.key, names);
  const { optional } = node;
  const fixed = key.constant?.value;
  const read =
    typeof fixed === 'string' && !inherited.has(fixed) ? (value: Json) => readField(value, fixed) : undefined;

  const paths: EachPath = (path, input, frame, emit) =>
    key.each(input, frame, (at) =>
      target.paths(path, input, frame, (path, value) => {
        if (path === lost) throw lostAt('access element', at, value);
        const found = (optional ? lookupOptional : lookup)(value, at, frame.run);
        if (found !== undefined) return emit(new Path(path, at), found);
        if (optional) return false;
        throw cannotIndex(value, at);
      }),
    );

  if (optional) return many(optionalIndex(target, key, read), paths);
  const { one: targetOne } = target;
  const { one: keyOne } = key;
  if (targetOne === undefined || keyOne === undefined) {
    return many(
      (input, frame, emit) =>
        key.each(input, frame, (at) => target.each(input, frame, (value) => emit(get(value, at, frame.run)))),
      paths,
    );
  }
  if (read === undefined || typeof fixed !== 'string') {
    return single((input, frame) => {
      const at = keyOne(input, frame);
      return get(targetOne(input, frame), at, frame.run);
    }, paths);
  }
  if (node.target.kind === 'identity') {
    return single((input) => {
      const found = read(input);
      if (found === undefined) throw cannotIndex(input, fixed);
      return found;
    }, paths);
  }
  return single((input, frame) => {
    const value = targetOne(input, frame);
    const found = read(value);
    if (found === undefined) throw cannotIndex(value, fixed);
    return found;
  }, paths);
}

function optionalIndex(target: Code, key: Code, read: ((value: Json) => Json | undefined) | undefined): Each {
  if (read !== undefined) {
    return (input, frame, emit) =>
      target.each(input, frame, (value) => {
        const found = read(value);
        return found === undefined ? false : emit(found);
      });
  }
  return (input, frame, emit) =>
    key.each(input, frame, (at) =>
      target.each(input, frame, (value) => {
        const found = lookupOptional(value, at, frame.run);
        return found === undefined ? false : emit(found);
      }),
    );
}

/** `target[from:to]`. */
export function compileSlice(node: Node & { kind: 'slice' }, names: Names, context: Context): Code {
  const target = context.compile(node.target, names);
  const edge = (side: Node | undefined) => context.compile(side ?? { kind: 'literal', value: null }, names);
  const from = edge(node.from);
  const to = edge(node.to);
  const cut = (value: Json, begin: Json, end: Json, run: Run): Json | undefined => {
    if (!node.optional) return slice(value, begin, end, run);
    try {
      return slice(value, begin, end, run);
    } catch (error) {
      if (error instanceof Raised) return undefined;
      throw error;
    }
  };
  const paths: EachPath = (path, input, frame, emit) =>
    from.each(input, frame, (begin) =>
      to.each(input, frame, (end) =>
        target.paths(path, input, frame, (path, value) => {
          const key = { start: begin, end };
          if (path === lost) throw lostAt('access element', key, value);
          const found = cut(value, begin, end, frame.run);
          return found === undefined ? false : emit(new Path(path, key), found);
        }),
      ),
    );
  const { one: targetOne } = target;
  const { one: fromOne } = from;
  const { one: toOne } = to;
  if (!node.optional && targetOne !== undefined && fromOne !== undefined && toOne !== undefined) {
    return single((input, frame) => {
      const begin = fromOne(input, frame);
      return slice(targetOne(input, frame), begin, toOne(input, frame), frame.run);
    }, paths);
  }
  return many(
    (input, frame, emit) =>
      from.each(input, frame, (begin) =>
        to.each(input, frame, (end) =>
          target.each(input, frame, (value) => {
            const found = cut(value, begin, end, frame.run);
            return found === undefined ? false : emit(found);
          }),
        ),
      ),
    paths,
  );
}

/** `target[]`. */
export function compileIterate(node: Node & { kind: 'iterate' }, names: Names, context: Context): Code {
  const target = context.compile(node.target, names);
  const { optional } = node;
  const { one } = target;
  const each: Each =
    one === undefined
      ? (input, frame, emit) =>
          target.each(input, frame, (value) => iterate(value, optional, frame.run, emit))
      : (input, frame, emit) => iterate(one(input, frame), optional, frame.run, emit);
  return many(each, (path, input, frame, emit) =>
    target.paths(path, input, frame, (path, value) => iteratePaths(path, value, optional, frame.run, emit)),
  );
}

/** `value[]`. */
export function iterate(value: Json, optional: boolean, run: Run, emit: Emit): boolean {
  if (isArray(value)) {
    for (const item of value) {
      run.step();
      if (emit(item)) return true;
    }
    return false;
  }
  if (value !== null && isObject(value)) {
    const keys = Object.keys(value);
    run.fields(keys.length);
    for (const key of keys) {
      run.step();
      if (emit(value[key] as Json)) return true;
    }
    return false;
  }
  if (optional) return false;
  throw cannotIterate(value);
}

/** `path(value[])`, behind a path. */
export function iteratePaths(path: Path, value: Json, optional: boolean, run: Run, emit: EmitPath): boolean {
  if (path === lost)
    throw new Raised(`Invalid path expression near attempt to iterate through ${excerpt(value)}`);
  if (isArray(value)) {
    for (const [index, item] of value.entries()) {
      run.step();
      if (emit(new Path(path, index), item)) return true;
    }
    return false;
  }
  if (value !== null && isObject(value)) {
    const keys = Object.keys(value);
    run.fields(keys.length);
    for (const key of keys) {
      run.step();
      if (emit(new Path(path, key), value[key] as Json)) return true;
    }
    return false;
  }
  if (optional) return false;
  throw cannotIterate(value);
}

export function cannotIterate(value: Json): Raised {
  return new Raised(`Cannot iterate over ${named(value)}`);
}

function lostAt(attempt: string, key: Json, value: Json): Raised {
  return new Raised(
    `Invalid path expression near attempt to ${attempt} ${excerpt(key)} of ${excerpt(value)}`,
  );
}
