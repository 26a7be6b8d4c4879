/**
 * The bounds of one compilation and one evaluation. They are counts, never clocks, so that the same filter on the
 * same input always ends the same way. Passing one throws `ExpressionError` (`ExpressionSyntaxError` for the first two),
 * which `try` and `?` inside the filter cannot catch.
 */

/** Longest filter, in UTF-16 units. */
export const MAX_SOURCE = 100_000;

/** Deepest nesting of brackets, operators and definitions in a filter. */
export const MAX_NESTING = 400;

/** The bounds of one evaluation that a caller may set. They stay below what a default JavaScript stack can carry. */
export interface Limits {
  /** An output of an iterator, a call, or some ten elements or thirty characters handled: below 0.1 µs each. */
  readonly steps: number;
  /** Outputs, for callers that take them all. */
  readonly outputs: number;
  /** Longest string, in UTF-16 units; at most the default. */
  readonly string: number;
  /** Longest array. */
  readonly array: number;
  /** How deeply filters call each other: the sum of the weights of all open calls. At most the default. */
  readonly depth: number;
  /** Characters of JSON text that all outputs together have at most; each shared part counts wherever it occurs. */
  readonly result: number;
}

export const defaultLimits: Limits = {
  steps: 3_000_000,
  outputs: 100_000,
  string: 4 * 1024 * 1024,
  array: 1_000_000,
  depth: 5_000,
  result: 16 * 1024 * 1024,
};

/** Longest string, in UTF-16 units. */
export const MAX_STRING = defaultLimits.string;

/** Deepest nesting that comparisons, merges and containment follow. */
export const MAX_DEPTH = 2_000;

/** Deepest nesting that paths, `tojson` and `fromjson` follow; the same as jq's own. */
export const MAX_PATH = 10_000;

/** Deepest result that leaves an evaluation: deeper ones could not be stored or sent by everyone. */
export const MAX_RESULT_DEPTH = 1_000;

/** Longest regular expression, in UTF-16 units. */
export const MAX_REGEX = 1_000;
