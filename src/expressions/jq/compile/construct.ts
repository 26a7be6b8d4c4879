import type { Json } from '../../../json/json.ts';
import type { Node } from '../ast.ts';
import { format } from '../builtins/formats.ts';
import { type Code, constant, type Emit, many, type One, single } from '../code.ts';
import type { Names } from '../names.ts';
import { type Frame, Raised, type Run } from '../run.ts';
import { named, put } from '../values.ts';
import type { Context } from './context.ts';

/** `[body]`. */
export function compileArray(node: Node & { kind: 'array' }, names: Names, context: Context): Code {
  if (node.body === undefined) return constant([]);
  if (node.body.kind !== 'comma') return arrayOf([context.compile(node.body, names)]);
  return arrayOf(listed(node.body).map((item) => context.compile(item, names)));
}

function arrayOf(items: readonly Code[]): Code {
  const constants: Json[] = [];
  const ones: One[] = [];
  for (const { one, constant } of items) {
    if (constant !== undefined) constants.push(constant);
    if (one !== undefined) ones.push(one);
  }
  if (constants.length === items.length) return constant(constants);
  if (ones.length === items.length) {
    return single((input, frame) => {
      frame.run.array(ones.length);
      frame.run.spend(ones.length);
      return ones.map((one) => one(input, frame));
    });
  }
  const [{ list } = none] = items;
  if (list !== undefined && items.length === 1) {
    return single((input, frame) => {
      const array = list(input, frame);
      frame.run.array(array.length);
      return array;
    });
  }
  return single((input, frame) => {
    const array: Json[] = [];
    const { array: most } = frame.run.limits;
    const push: Emit = (value) => {
      if (array.push(value) > most) frame.run.array(array.length);
      return false;
    };
    for (const item of items) item.each(input, frame, push);
    frame.run.spend(1 + (array.length >> 3));
    return array;
  });
}

const none = { list: undefined };

/** The parts of `a, b, c`. */
function listed(node: Node): Node[] {
  return node.kind === 'comma' ? [...listed(node.left), ...listed(node.right)] : [node];
}

interface Entry {
  readonly key: Code;
  readonly value: Code;
}

/** `{…}`. The first entry varies slowest. */
export function compileObject(node: Node & { kind: 'object' }, names: Names, context: Context): Code {
  const entries = node.entries.map(({ key, value }): Entry => {
    const held: Node = value ?? { kind: 'index', target: { kind: 'identity' }, key, optional: false };
    return { key: context.compile(key, names), value: context.compile(held, names) };
  });
  const keys: string[] = [];
  const constants: (readonly [string, Json])[] = [];
  const ones: { readonly key: One; readonly value: One }[] = [];
  const values: One[] = [];
  for (const { key, value } of entries) {
    if (typeof key.constant === 'string') {
      keys.push(key.constant);
      if (value.constant !== undefined) constants.push([key.constant, value.constant]);
    }
    if (value.one === undefined) continue;
    values.push(value.one);
    if (key.one !== undefined) ones.push({ key: key.one, value: value.one });
  }
  const { length } = entries;
  if (constants.length === length) return constant(objectOf(constants));
  if (keys.length === length && values.length === length) return single(record(keys, values));
  if (ones.length === length) return single(computed(ones));
  return many((input, frame, emit) => build(entries, 0, [], input, frame, emit));
}

function objectOf(pairs: readonly (readonly [string, Json])[]): Json {
  const object: Record<string, Json> = {};
  for (const [key, value] of pairs) put(object, key, value);
  return object;
}

/** An object with known keys: the common case. */
function record(keys: readonly string[], values: readonly One[]): One {
  const cost = 1 + (keys.length >> 1);
  return (input, frame) => {
    const object: Record<string, Json> = {};
    frame.run.spend(cost);
    for (let index = 0; index < keys.length; index++) {
      put(object, keys[index] as string, (values[index] as One)(input, frame));
    }
    return object;
  };
}

function computed(entries: readonly { readonly key: One; readonly value: One }[]): One {
  return (input, frame) => {
    const object: Record<string, Json> = {};
    frame.run.spend(1 + entries.length * 3);
    for (const entry of entries) {
      const key = entry.key(input, frame);
      const value = entry.value(input, frame);
      put(object, keyOf(key, frame.run), value);
    }
    return object;
  };
}

function keyOf(key: Json, run: Run): string {
  if (typeof key !== 'string') throw new Raised(`Cannot use ${named(key)} as object key`);
  run.scan(key.length);
  // The engine keeps one copy of every key, which takes its hash and a table.
  run.flatten(key.length * 2);
  return key;
}

function build(
  entries: readonly Entry[],
  index: number,
  pairs: readonly (readonly [string, Json])[],
  input: Json,
  frame: Frame,
  emit: Emit,
): boolean {
  const entry = entries[index];
  if (entry === undefined) return emit(objectOf(pairs));
  return entry.key.each(input, frame, (key) =>
    entry.value.each(input, frame, (value) =>
      build(entries, index + 1, [...pairs, [keyOf(key, frame.run), value]], input, frame, emit),
    ),
  );
}

/** A string with interpolations, each written in the string's format. The last one varies slowest. */
export function compileText(node: Node & { kind: 'text' }, names: Names, context: Context): Code {
  const write = format(node.format);
  if (write === undefined) throw context.error(node.at, `${node.format} is not a valid format`);
  const parts = node.parts.map((part) =>
    typeof part === 'string' ? constant(part) : written(context.compile(part, names), write),
  );
  const ones = parts.flatMap((part) => part.one ?? []);
  if (ones.length === parts.length) {
    return single((input, frame) => {
      let text = '';
      // As in jq, the last part is evaluated first: its error is the one that is seen.
      for (let index = ones.length - 1; index >= 0; index--)
        text = `${(ones[index] as One)(input, frame)}${text}`;
      frame.run.string(text.length);
      return text;
    });
  }
  const join = (index: number, rest: string, input: Json, frame: Frame, emit: Emit): boolean => {
    const part = parts[index];
    if (part === undefined) {
      frame.run.string(rest.length);
      return emit(rest);
    }
    return part.each(input, frame, (text) => join(index - 1, `${text}${rest}`, input, frame, emit));
  };
  return many((input, frame, emit) => join(parts.length - 1, '', input, frame, emit));
}

function written(code: Code, write: (value: Json, run: Run) => string): Code {
  const { one } = code;
  if (one !== undefined) return single((input, frame) => write(one(input, frame), frame.run));
  return many((input, frame, emit) => code.each(input, frame, (value) => emit(write(value, frame.run))));
}

/** `@name`: the input in a format. */
export function compileFormat(node: Node & { kind: 'format' }, context: Context): Code {
  const write = format(node.name);
  if (write === undefined) throw context.error(node.at, `${node.name} is not a valid format`);
  return single((input, frame) => write(input, frame.run));
}
