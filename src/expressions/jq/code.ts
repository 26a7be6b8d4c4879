import type { Json } from '../../json/json.ts';
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
}

export type One = (input: Json, frame: Frame) => Json;
export type Emit = (value: Json) => boolean;
export type Each = (input: Json, frame: Frame, emit: Emit) => boolean;
export type EmitPath = (path: Path, value: Json) => boolean;
export type EachPath = (path: Path, input: Json, frame: Frame, emit: EmitPath) => boolean;

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

/** A filter with exactly one output. */
export function single(one: One, paths?: EachPath): Code {
  const each: Each = (input, frame, emit) => emit(one(input, frame));
  return { one, each, paths: paths ?? madeBy(each), constant: undefined, parameter: undefined };
}

/** A filter with any number of outputs. */
export function many(each: Each, paths?: EachPath): Code {
  return { one: undefined, each, paths: paths ?? madeBy(each), constant: undefined, parameter: undefined };
}

/** A filter that always gives the same value. */
export function constant(value: Json): Code {
  return { ...single(() => value), constant: { value } };
}

/** As jq does, a made value that is its input again keeps the input's path (`. as $x | $x`). */
function madeBy(each: Each): EachPath {
  return (path, input, frame, emit) =>
    each(input, frame, (value) => emit(value === input ? path : lost, value));
}
