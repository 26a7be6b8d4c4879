import type { Json } from '../../json/json.ts';
import type { Owned } from './owned.ts';
import type { Frame } from './run.ts';

export type One = (input: Json, frame: Frame) => Json;
export type Most = (input: Json, frame: Frame) => Json | undefined;
export type List = (input: Json, frame: Frame) => Json[];
export type Emit = (value: Json) => boolean;
export type Each = (input: Json, frame: Frame, emit: Emit) => boolean;
/** Like `each`, but the last call of all is handed back to be made by whoever called, so that the stack does not grow. */
export type Tail = (input: Json, frame: Frame, emit: Emit) => boolean | Call;
export type Accumulate = (state: Json, frame: Frame, owned: Owned) => Json;
export type EmitPath = (path: Path, value: Json) => boolean;
export type EachPath = (path: Path, input: Json, frame: Frame, emit: EmitPath) => boolean;

/** Most kinds of filter call a part, which calls back. What has more calls in between says so. */
const OWN_WEIGHT = 2;

/**
 * A compiled filter, in several modes that agree with each other:
 *
 * - `one`: where the filter always has exactly one output (or raises), a plain function. Nothing is allocated.
 * - `most`: where it never has more than one, the same; it gives undefined where there is none.
 * - `each`: pushes every output to `emit`. `emit` returns true to ask for no more; `each` then returns true at once.
 * - `paths`: like `each`, with the path that leads from the start of the path expression to every output.
 *
 * What follows from other modes is made when it is first asked for.
 */
export class Code {
  readonly one: One | undefined;
  readonly most: Most | undefined;
  /** `each` for the end of a function's body, where the filter has a call there. */
  readonly tail: Tail | undefined;
  /** All outputs at once, where that is faster. The array belongs to who asked. */
  list: List | undefined;
  /** `one` for the update of a loop, where it can change its input in place and gives it, or a copy, as its output. */
  accumulate: Accumulate | undefined;
  /** The output, where it is known without running. */
  constant: Json | undefined;
  /** The filter is just one of its function's filter parameters, so many links up. */
  parameter: number | undefined;
  /** About how many JavaScript calls it may have open at once, rather too many. At first its own, then with its parts. */
  weight: number;
  #each: Each | undefined;
  #paths: EachPath | undefined;

  constructor(
    one: One | undefined,
    most: Most | undefined,
    each: Each | undefined,
    paths: EachPath | undefined,
    tail: Tail | undefined,
  ) {
    this.one = one;
    this.most = most;
    this.tail = tail;
    this.list = undefined;
    this.accumulate = undefined;
    this.constant = undefined;
    this.parameter = undefined;
    this.weight = OWN_WEIGHT;
    this.#each = each;
    this.#paths = paths;
  }

  get each(): Each {
    this.#each ??= emitting(this.most);
    return this.#each;
  }

  get paths(): EachPath {
    this.#paths ??= madeBy(this.each);
    return this.#paths;
  }

  /** The same filter with a weight of its own, or with other paths. */
  copy(paths = this.#paths): Code {
    const copy = new Code(this.one, this.most, this.#each, paths, this.tail);
    copy.list = this.list;
    copy.accumulate = this.accumulate;
    copy.constant = this.constant;
    copy.parameter = this.parameter;
    copy.weight = this.weight;
    return copy;
  }
}

function emitting(most: Most | undefined): Each {
  if (most === undefined) throw new Error('a filter was compiled without a way to run it');
  return (input, frame, emit) => {
    const output = most(input, frame);
    return output !== undefined && emit(output);
  };
}

/** As jq does, a made value that is its input again keeps the input's path (`. as $x | $x`). */
function madeBy(each: Each): EachPath {
  return (path, input, frame, emit) =>
    each(input, frame, (value) => emit(Object.is(value, input) ? path : lost, value));
}

/** A filter with exactly one output. */
export function single(one: One, paths?: EachPath, tail?: Tail): Code {
  return new Code(one, one, undefined, paths, tail);
}

/** A filter with one output or none. */
export function perhaps(most: Most, paths?: EachPath): Code {
  return new Code(undefined, most, undefined, paths, undefined);
}

/** A filter with any number of outputs. */
export function many(each: Each, paths?: EachPath, tail?: Tail): Code {
  return new Code(undefined, undefined, each, paths, tail);
}

/** A filter that always gives the same value. It is frozen, for all evaluations share it; its parts are constants as well. */
export function constant(value: Json): Code {
  Object.freeze(value);
  // As in jq, a constant is another value than its input, also where the two are equal; but there is one null.
  const code = single(
    () => value,
    (path, input, _, emit) =>
      emit(value === input && (value === null || typeof value === 'boolean') ? path : lost, value),
  );
  code.constant = value;
  return code;
}

/** The same filter with another weight. The code is not in use elsewhere. */
export function weighing(weight: number, code: Code): Code {
  code.weight = weight;
  return code;
}

/** The same filter, which pays some steps whenever it is run: what has no loop takes its time too. */
export function paying(steps: number, code: Code): Code {
  const { one, most, each, paths, tail, list, accumulate } = code;
  const before =
    <Output>(run: (input: Json, frame: Frame) => Output) =>
    (input: Json, frame: Frame): Output => {
      frame.run.spend(steps);
      return run(input, frame);
    };
  const paid = new Code(
    one && before(one),
    most && before(most),
    (input, frame, emit) => {
      frame.run.spend(steps);
      return each(input, frame, emit);
    },
    (path, input, frame, emit) => {
      frame.run.spend(steps);
      return paths(path, input, frame, emit);
    },
    tail &&
      ((input, frame, emit) => {
        frame.run.spend(steps);
        return tail(input, frame, emit);
      }),
  );
  paid.list = list && before(list);
  paid.accumulate =
    accumulate &&
    ((state, frame, owned) => {
      frame.run.spend(steps);
      return accumulate(state, frame, owned);
    });
  paid.parameter = code.parameter;
  paid.weight = code.weight + 1;
  return paid;
}

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
  const { up } = path;
  if (up === undefined) return [];
  if (up.up === undefined) return [path.key];
  const keys: Json[] = [];
  for (let link = path; link.up !== undefined; link = link.up) keys.push(link.key);
  return keys.reverse();
}
