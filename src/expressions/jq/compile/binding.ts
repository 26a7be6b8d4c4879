import type { Json } from '../../../json/json.ts';
import { get } from '../access.ts';
import type { Node, Pattern } from '../ast.ts';
import { type Code, type EachPath, lost, many, type Path, single, type Tail } from '../code.ts';
import type { Names } from '../names.ts';
import { Owned } from '../owned.ts';
import { bind, type Frame, Raised } from '../run.ts';
import type { Context } from './context.ts';
import { CATCH } from './operators.ts';

/** Binds what a pattern names to the parts of a value and goes on with the longer frame chain. */
type Destructure = (value: Json, frame: Frame, then: (inner: Frame) => boolean) => boolean;

interface Bound {
  readonly names: Names;
  readonly destructure: Destructure;
  /** The one frame of a plain `$name`; no callback needed. */
  readonly plain: boolean;
}

/** `source as patterns | body`. */
export function compileBind(node: Node & { kind: 'bind' }, names: Names, context: Context): Code {
  const source = context.compile(node.source, names);
  const bound = compilePatterns(node.patterns, names, context);
  const body = context.compile(node.body, bound.names);
  const paths: EachPath = (path, input, frame, emit) =>
    source.each(input, frame, (value) =>
      bound.destructure(value, frame, (inner) => body.paths(path, input, inner, emit)),
    );
  const { one: value } = source;
  const { one, tail } = body;
  const last: Tail | undefined =
    bound.plain && value !== undefined && tail !== undefined
      ? (input, frame, emit) => tail(input, bind(frame, value(input, frame)), emit)
      : undefined;
  if (bound.plain && value !== undefined && one !== undefined) {
    return single((input, frame) => one(input, bind(frame, value(input, frame))), paths, last);
  }
  return many(
    (input, frame, emit) =>
      source.each(input, frame, (value) =>
        bound.destructure(value, frame, (inner) => body.each(input, inner, emit)),
      ),
    paths,
    last,
  );
}

/**
 * `reduce source as patterns (initial; update)`. An update without output makes the state null; the last one counts.
 * As in jq, the state of a loop does not keep its path: only what the loop began with has one.
 */
export function compileReduce(node: Node & { kind: 'reduce' }, names: Names, context: Context): Code {
  const source = context.compile(node.source, names);
  const bound = compilePatterns(node.patterns, names, context);
  const initial = context.compile(node.initial, names);
  const update = context.compile(node.update, bound.names);
  const { one: updateOne, accumulate } = update;
  const fold = (input: Json, frame: Frame, first: Json): Json => {
    const owned = new Owned();
    let state = first;
    source.each(input, frame, (value) =>
      bound.destructure(value, frame, (inner) => {
        frame.run.step();
        const before = state;
        // As in jq, an update that fails has lost the state: after `?//`, the next one finds null.
        state = null;
        if (accumulate !== undefined) state = accumulate(before, inner, owned);
        else if (updateOne !== undefined) state = updateOne(before, inner);
        else {
          update.each(before, inner, (output) => {
            state = output;
            return false;
          });
        }
        return false;
      }),
    );
    return state;
  };
  const paths: EachPath = (path, input, frame, emit) =>
    initial.paths(path, input, frame, (path, first) => {
      const at = (state: Json): Path => (Object.is(state, first) ? path : lost);
      let state = first;
      source.each(input, frame, (value) =>
        bound.destructure(value, frame, (inner) => {
          frame.run.step();
          const before = state;
          state = null;
          update.paths(at(before), before, inner, (_, output) => {
            state = output;
            return false;
          });
          return false;
        }),
      );
      return emit(at(state), state);
    });
  const { one } = initial;
  if (one !== undefined) return single((input, frame) => fold(input, frame, one(input, frame)), paths);
  return many((input, frame, emit) => {
    // As in jq, the source sees null from the second initial value on.
    let seen = input;
    return initial.each(input, frame, (first) => {
      const state = fold(seen, frame, first);
      seen = null;
      return emit(state);
    });
  }, paths);
}

/** `foreach source as patterns (initial; update; extract)`. */
export function compileForeach(node: Node & { kind: 'foreach' }, names: Names, context: Context): Code {
  const source = context.compile(node.source, names);
  const bound = compilePatterns(node.patterns, names, context);
  const initial = context.compile(node.initial, names);
  const update = context.compile(node.update, bound.names);
  const extract = context.compile(node.extract ?? { kind: 'identity' }, bound.names);
  return many(
    (input, frame, emit) =>
      initial.each(input, frame, (first) => {
        let state = first;
        return source.each(input, frame, (value) =>
          bound.destructure(value, frame, (inner) => {
            frame.run.step();
            const before = state;
            state = null;
            return update.each(before, inner, (output) => {
              state = output;
              return extract.each(output, inner, emit);
            });
          }),
        );
      }),
    (path, input, frame, emit) =>
      initial.paths(path, input, frame, (path, first) => {
        let state = first;
        return source.each(input, frame, (value) =>
          bound.destructure(value, frame, (inner) => {
            frame.run.step();
            const before = state;
            state = null;
            return update.paths(Object.is(before, first) ? path : lost, before, inner, (path, output) => {
              state = output;
              return extract.paths(path, output, inner, emit);
            });
          }),
        );
      }),
  );
}

/**
 * One pattern, or several with `?//` between: these are tried in turn, the next one when the pattern or what follows
 * it raises an error. All names of all patterns are bound; those of patterns not taken are null. As in jq, arrays are
 * taken apart from their last element. A name that stands twice keeps its first value, but of several patterns its last
 * one: there a key may also read the names that are bound already.
 */
function compilePatterns(patterns: readonly Pattern[], names: Names, context: Context): Bound {
  const [only] = patterns;
  if (patterns.length === 1 && only?.kind === 'variable') {
    return {
      names: { kind: 'value', name: only.name, parameter: false, parent: names },
      destructure: (value, frame, then) => then(bind(frame, value)),
      plain: true,
    };
  }
  const slots = [...new Set(patterns.flatMap(namesIn))];
  const inner = slots.reduce<Names>(
    (parent, name) => ({ kind: 'value', name, parameter: false, parent }),
    names,
  );
  const several = patterns.length > 1;
  const matchers = patterns.map((pattern) => {
    const once = new Set<string>();
    const takes = (name: string): boolean => several || (!once.has(name) && once.add(name).has(name));
    const key = (node: Node): Key => {
      const code = context.compile(node, several ? inner : names);
      if (!several || code.constant !== undefined)
        return (value, frame, _, then) => code.each(value, frame, then);
      return (value, frame, values, then) => code.each(value, values.reduce(bind, frame), then);
    };
    return compilePattern(pattern, { slots, takes, key });
  });
  const cost = 4 + 3 * slots.length;
  const destructure: Destructure = (value, frame, then) => {
    frame.run.spend(cost);
    for (const [index, matcher] of matchers.entries()) {
      const { depth } = frame.run;
      try {
        return matcher(
          value,
          frame,
          slots.map(() => null),
          (values) => then(values.reduce(bind, frame)),
        );
      } catch (error) {
        if (index === matchers.length - 1 || !(error instanceof Raised)) throw error;
        frame.run.unwind(depth);
        frame.run.spend(CATCH);
      }
    }
    return false;
  };
  return { names: inner, destructure, plain: false };
}

function namesIn(pattern: Pattern): readonly string[] {
  switch (pattern.kind) {
    case 'variable':
      return [pattern.name];
    case 'array':
      return pattern.items.flatMap(namesIn);
    case 'object':
      return pattern.fields.flatMap((field) => [
        ...(field.name === undefined ? [] : [field.name]),
        ...(field.pattern === undefined ? [] : namesIn(field.pattern)),
      ]);
  }
}

/** Fills the slots of a pattern's names from a value; more than once where a key has several outputs. */
type Matcher = (
  value: Json,
  frame: Frame,
  values: readonly Json[],
  then: (values: readonly Json[]) => boolean,
) => boolean;

/** The outputs of a computed key. */
type Key = (value: Json, frame: Frame, values: readonly Json[], then: (key: Json) => boolean) => boolean;

interface Places {
  readonly slots: readonly string[];
  /** Whether a name is set where it stands next. Asked once for each place, in the order in which they are reached. */
  readonly takes: (name: string) => boolean;
  readonly key: (node: Node) => Key;
}

function compilePattern(pattern: Pattern, places: Places): Matcher {
  switch (pattern.kind) {
    case 'variable':
      return assigning(pattern.name, places);
    case 'array':
      return sequence(
        [...pattern.items.entries()].reverse().map(([index, item]) => {
          const inner = compilePattern(item, places);
          return (value, frame, values, then) => inner(get(value, index, frame.run), frame, values, then);
        }),
      );
    case 'object':
      return sequence(
        pattern.fields.map((field) => {
          const key = places.key(field.key);
          const parts: Matcher[] = [];
          if (field.name !== undefined) parts.push(assigning(field.name, places));
          if (field.pattern !== undefined) parts.push(compilePattern(field.pattern, places));
          const inner = sequence(parts);
          return (value, frame, values, then) =>
            key(value, frame, values, (name) => inner(get(value, name, frame.run), frame, values, then));
        }),
      );
  }
}

function assigning(name: string, { slots, takes }: Places): Matcher {
  const slot = slots.indexOf(name);
  if (!takes(name)) return (_, __, values, then) => then(values);
  return (value, _, values, then) => then(values.with(slot, value));
}

function sequence(matchers: readonly Matcher[]): Matcher {
  return matchers.reduceRight(
    (rest, first) => (value, frame, values, then) =>
      first(value, frame, values, (filled) => rest(value, frame, filled, then)),
    (_, __, values, then) => then(values),
  );
}
