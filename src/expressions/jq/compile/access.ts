import type { Json } from '../../../json/json.ts';
import { cannotIndex, get, lookupOptional, slice } from '../access.ts';
import type { Node } from '../ast.ts';
import {
  type Code,
  type EachPath,
  type Emit,
  type EmitPath,
  lost,
  type Most,
  many,
  Path,
  perhaps,
  single,
} from '../code.ts';
import type { Names } from '../names.ts';
import { type Frame, Raised, type Run } from '../run.ts';
import { excerpt, isArray, isObject, named } from '../values.ts';
import type { Context } from './context.ts';

/** Keys that a plain `object[key]` would find on every object. */
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/** `.key`, where the key is known and no object inherits it; undefined where the value has no fields. */
function readField(value: Json, key: string): Json | undefined {
  if (typeof value === 'object' && value !== null && !isArray(value)) return value[key] ?? null;
  return value === null ? null : undefined;
}

/** `target[key]`. The key sees the filter's own input; it is evaluated before the target and varies slowest. */
export function compileIndex(node: Node & { kind: 'index' }, names: Names, context: Context): Code {
  const fixed = node.key.kind === 'literal' ? node.key.value : undefined;
  if (typeof fixed === 'string' && !inherited.has(fixed)) {
    return node.target.kind === 'identity'
      ? fieldOfInput(fixed, node.optional)
      : fieldOf(context.compile(node.target, names), fixed, node.optional);
  }
  const target = context.compile(node.target, names);
  const key = context.compile(node.key, names);
  const { optional } = node;
  const paths: EachPath = (path, input, frame, emit) =>
    key.each(input, frame, (at) =>
      target.paths(path, input, frame, (path, value) => step(path, value, at, optional, frame.run, emit)),
    );
  const { one: targetOne } = target;
  const { one: keyOne } = key;
  if (targetOne === undefined || keyOne === undefined) {
    return many(
      (input, frame, emit) =>
        key.each(input, frame, (at) =>
          target.each(input, frame, (value) => {
            const found = find(value, at, optional, frame.run);
            return found !== undefined && emit(found);
          }),
        ),
      paths,
    );
  }
  if (optional) {
    return perhaps((input, frame) => {
      const at = keyOne(input, frame);
      return lookupOptional(targetOne(input, frame), at, frame.run);
    }, paths);
  }
  return single((input, frame) => {
    const at = keyOne(input, frame);
    return get(targetOne(input, frame), at, frame.run);
  }, paths);
}

function find(value: Json, at: Json, optional: boolean, run: Run): Json | undefined {
  return optional ? lookupOptional(value, at, run) : get(value, at, run);
}

/** One more key at the end of a path. */
function step(path: Path, value: Json, at: Json, optional: boolean, run: Run, emit: EmitPath): boolean {
  if (path === lost) throw lostAt('access element', at, value);
  const found = find(value, at, optional, run);
  return found !== undefined && emit(new Path(path, at), found);
}

/** `.key`: most of all there is in filters. */
function fieldOfInput(key: string, optional: boolean): Code {
  const paths: EachPath = (path, input, frame, emit) => step(path, input, key, optional, frame.run, emit);
  if (optional) return perhaps((input) => readField(input, key), paths);
  return single((input) => {
    const found = readField(input, key);
    if (found === undefined) throw cannotIndex(input, key);
    return found;
  }, paths);
}

/** `target.key`. */
function fieldOf(target: Code, key: string, optional: boolean): Code {
  const paths: EachPath = (path, input, frame, emit) =>
    target.paths(path, input, frame, (path, value) => step(path, value, key, optional, frame.run, emit));
  const { one, most } = target;
  if (one !== undefined && !optional) {
    return single((input, frame) => {
      const value = one(input, frame);
      const found = readField(value, key);
      if (found === undefined) throw cannotIndex(value, key);
      return found;
    }, paths);
  }
  const read = (value: Json): Json | undefined => {
    const found = readField(value, key);
    if (found === undefined && !optional) throw cannotIndex(value, key);
    return found;
  };
  if (most !== undefined) {
    return perhaps((input, frame) => {
      const value = most(input, frame);
      return value === undefined ? undefined : read(value);
    }, paths);
  }
  return many(
    (input, frame, emit) =>
      target.each(input, frame, (value) => {
        const found = read(value);
        return found !== undefined && emit(found);
      }),
    paths,
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
  const paths: EachPath = (path, input, frame, emit) =>
    target.paths(path, input, frame, (path, value) => iteratePaths(path, value, optional, frame.run, emit));
  if (one === undefined) {
    return many(
      (input, frame, emit) => target.each(input, frame, (value) => iterate(value, optional, frame.run, emit)),
      paths,
    );
  }
  const code = many((input, frame, emit) => iterate(one(input, frame), optional, frame.run, emit), paths);
  code.list = (input, frame) => itemsOf(one(input, frame), optional, frame.run).slice();
  return code;
}

/** The outputs of `value[]` all at once, paid for. The array may be the value itself. */
export function itemsOf(value: Json, optional: boolean, run: Run): readonly Json[] {
  if (isArray(value)) {
    run.spend(value.length);
    return value;
  }
  if (value !== null && isObject(value)) {
    const items = Object.values(value);
    run.fields(items.length);
    run.spend(items.length);
    return items;
  }
  if (optional) return [];
  throw cannotIterate(value);
}

/** What `.[]` gives, not paid for. */
export function elements(input: Json): readonly Json[] {
  if (isArray(input)) return input;
  if (input !== null && isObject(input)) return Object.values(input);
  throw cannotIterate(input);
}

/** What a filter makes of each item, those of which it makes nothing left out. */
export function mapped(items: readonly Json[], then: Most, frame: Frame): Json[] {
  const outputs: Json[] = [];
  for (let index = 0; index < items.length; index++) {
    const output = then(items[index] as Json, frame);
    if (output !== undefined) outputs.push(output);
  }
  return outputs;
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
    for (let index = 0; index < value.length; index++) {
      run.step();
      if (emit(new Path(path, index), value[index] as Json)) return true;
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
