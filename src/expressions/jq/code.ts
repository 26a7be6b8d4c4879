import type { Json } from '../../json/json.ts';
import type { Owned } from './owned.ts';
import type { Frame } from './run.ts';

/**
 * A compiled filter, in up to three modes that agree with each other:
 *
 * - `one`: where the filter always has exactly one output (or raises), a plain function. Nothing is allocated.
 * - `each`: pushes every output to `emit`. `emit` returns true to ask for no more; `each` then returns true at once.
 * - `paths`: like `each`, with the path that leads from the start of the path expression to every output.
 */
export interface Code {
  readonly one: One | undefined;
  readonly each: Each;
  readonly paths: EachPath;
  /** The output, where it is known without running. */
  readonly constant: { readonly value: Json } | undefined;
  /** The filter is just one of its function's filter parameters, so many links up. */
  readonly parameter: number | undefined;
  /** `each` for the end of a function's body, where the filter has a call there. */
  readonly tail: Tail | undefined;
  /** `one` for the update of a loop, where it can change its input in place and gives it, or a copy, as its output. */
  readonly accumulate: Accumulate | undefined;
  /** About how many JavaScript calls it may have open at once, rather too many. At first its own, then with its parts. */
  readonly weight: number;
}

export type One = (input: Json, frame: Frame) => Json;
export type Emit = (value: Json) => boolean;
export type Each = (input: Json, frame: Frame, emit: Emit) => boolean;
/** Like `each`, but the last call of all is handed back to be made by whoever called, so that the stack does not grow. */
export type Tail = (input: Json, frame: Frame, emit: Emit) => boolean | Call;
export type Accumulate = (state: Json, frame: Frame, owned: Owned) => Json;
export type EmitPath = (path: Path, value: Json) => boolean;
export type EachPath = (path: Path, input: Json, frame: Frame, emit: EmitPath) => boolean;

/** A call that is still to be made, with its arguments on the frame. */
export class Call {
  readonly callee: () => Code;
  readonly input: Json;
  readonly frame: Frame;

  constructor(callee: () => Code, input: Json, frame: Frame) {
    this.callee = callee;
    this.input = input;
    this.frame = frame;
  }
}

/** A path, last key first, so that extending one costs the same at any depth. */
export class Path {
  readonly up: Path | undefined;
  readonly key: Json;

  constructor(up: Path | undefined, key: Json) {
    this.up = up;
    this.key = key;
  }
}

/** Where a path expression starts. */
export const start = new Path(undefined, null);

/** The path of a value that was made, not found: `path(1 + .a)`. */
export const lost = new Path(undefined, null);

/** The keys of a path, first key first. */
export function keysOf(path: Path): Json[] {
  const keys: Json[] = [];
  for (let link = path; link.up !== undefined; link = link.up) keys.push(link.key);
  return keys.reverse();
}

/** Most kinds of filter call a part, which calls back. What has more calls in between says so. */
const OWN_WEIGHT = 2;

/** A filter with exactly one output. */
export function single(one: One, paths?: EachPath, tail?: Tail): Code {
  const each: Each = (input, frame, emit) => emit(one(input, frame));
  return code(one, each, paths, tail);
}

/** A filter with any number of outputs. */
export function many(each: Each, paths?: EachPath, tail?: Tail): Code {
  return code(undefined, each, paths, tail);
}

/** A filter that always gives the same value. */
export function constant(value: Json): Code {
  // As in jq, a constant is another value than its input, also where the two are equal; but there is one null.
  const paths: EachPath = (path, input, _, emit) =>
    emit(value === input && (value === null || typeof value === 'boolean') ? path : lost, value);
  return { ...single(() => value, paths), constant: { value } };
}

function code(
  one: One | undefined,
  each: Each,
  paths: EachPath = madeBy(each),
  tail: Tail | undefined = undefined,
): Code {
  return {
    one,
    each,
    paths,
    constant: undefined,
    parameter: undefined,
    tail,
    accumulate: undefined,
    weight: OWN_WEIGHT,
  };
}

/** The same filter with another weight. Written out, because every node of a filter passes here. */
export function weighing(weight: number, code: Code): Code {
  const { one, each, paths, constant, parameter, tail, accumulate } = code;
  return { one, each, paths, constant, parameter, tail, accumulate, weight };
}

/** As jq does, a made value that is its input again keeps the input's path (`. as $x | $x`). */
function madeBy(each: Each): EachPath {
  return (path, input, frame, emit) =>
    each(input, frame, (value) => emit(Object.is(value, input) ? path : lost, value));
}
