import type { Json } from '../../../json/json.ts';
import type { Node } from '../ast.ts';
import { format } from '../builtins/formats.ts';
import { type Code, constant, type Emit, many, type One, single } from '../code.ts';
import { MAX_ARRAY } from '../limits.ts';
import type { Names } from '../names.ts';
import { type Frame, Raised, type Run } from '../run.ts';
import { named, put, typeOf } from '../values.ts';
import type { Context } from './context.ts';

/** `[body]`. */
export function compileArray(node: Node & { kind: 'array' }, names: Names, context: Context): Code {
  if (node.body === undefined) return constant([]);
  const items = listed(node.body).map((item) => context.compile(item, names));
  if (items.every((item) => item.constant !== undefined)) {
    return constant(items.flatMap((item) => (item.constant === undefined ? [] : [item.constant.value])));
  }
  const ones = items.flatMap((item) => item.one ?? []);
  if (ones.length === items.length) return single((input, frame) => ones.map((one) => one(input, frame)));
  return single((input, frame) => {
    const array: Json[] = [];
    const push: Emit = (value) => {
      if (array.push(value) > MAX_ARRAY) frame.run.array(array.length);
      return false;
    };
    for (const item of items) item.each(input, frame, push);
    frame.run.spend(array.length >> 3);
    return array;
  });
}

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
  const entries = node.entries.map((entry): Entry => {
    const value: Node = entry.value ?? {
      kind: 'index',
      target: { kind: 'identity' },
      key: entry.key,
      optional: false,
    };
    return { key: context.compile(entry.key, names), value: context.compile(value, names) };
  });
  const constants = entries.flatMap(({ key, value }) =>
    key.constant !== undefined && value.constant !== undefined
      ? [[asKey(key.constant.value), value.constant.value] as const]
      : [],
  );
  if (constants.length === entries.length) return constant(objectOf(constants));
  const ones = entries.flatMap(({ key, value }) =>
    key.one === undefined || value.one === undefined ? [] : [{ key: key.one, value: value.one }],
  );
  if (ones.length === entries.length) {
    const fixed = entries.flatMap(({ key }) =>
      key.constant === undefined ? [] : [asKey(key.constant.value)],
    );
    return single(fixed.length === entries.length ? record(fixed, ones) : computed(ones));
  }
  return many((input, frame, emit) => build(entries, 0, [], input, frame, emit));
}

function objectOf(pairs: readonly (readonly [string, Json])[]): Json {
  const object: Record<string, Json> = {};
  for (const [key, value] of pairs) put(object, key, value);
  return object;
}

function asKey(key: Json): string {
  if (typeof key === 'string') return key;
  throw new Raised(`Object keys must be strings, not ${typeOf(key)}`);
}

/** An object with known keys: the common case. */
function record(keys: readonly string[], entries: readonly { readonly value: One }[]): One {
  const values = entries.map((entry) => entry.value);
  return (input, frame) => {
    const object: Record<string, Json> = {};
    frame.run.step();
    for (let index = 0; index < keys.length; index++) {
      put(object, keys[index] as string, (values[index] as One)(input, frame));
    }
    return object;
  };
}

function computed(entries: readonly { readonly key: One; readonly value: One }[]): One {
  return (input, frame) => {
    const object: Record<string, Json> = {};
    frame.run.spend(1 + entries.length);
    for (const entry of entries) {
      const key = keyOf(entry.key(input, frame), frame.run);
      put(object, key, entry.value(input, frame));
    }
    return object;
  };
}

function keyOf(key: Json, run: Run): string {
  if (typeof key !== 'string') throw new Raised(`Object keys must be strings, not ${named(key)}`);
  run.scan(key.length);
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
      for (const one of ones) text += one(input, frame);
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

function written(code: Code, write: (value: Json) => string): Code {
  const { one } = code;
  const paid = (value: Json, run: Run): string => {
    const text = write(value);
    // Most parts are short: the whole text is paid for at the end.
    if (text.length > 32) run.written(value, text.length);
    return text;
  };
  if (one !== undefined) return single((input, frame) => paid(one(input, frame), frame.run));
  return many((input, frame, emit) => code.each(input, frame, (value) => emit(paid(value, frame.run))));
}

/** `@name`: the input in a format. */
export function compileFormat(node: Node & { kind: 'format' }, context: Context): Code {
  const write = format(node.name);
  if (write === undefined) throw context.error(node.at, `${node.name} is not a valid format`);
  return single((input, frame) => {
    const text = write(input);
    frame.run.written(input, text.length);
    return text;
  });
}
