/**
 * The bounds of one compilation and one evaluation. They are counts, never clocks, so that the same filter on the
 * same input always ends the same way. Passing one throws `ExpressionError` (`ExpressionSyntaxError` for the first two),
 * which `try` and `?` inside the filter cannot catch.
 */

/** Longest filter, in UTF-16 units. */
export const MAX_SOURCE = 100_000;

/** Deepest nesting of brackets, operators and definitions in a filter. */
export const MAX_NESTING = 400;

/** Steps of one evaluation: an output of an iterator, a call, or about thirty elements or characters handled. */
export const MAX_STEPS = 3_000_000;

/** Calls of filter functions that may be open at once. The JavaScript stack may end earlier; that ends the same way. */
export const MAX_CALLS = 10_000;

/** Outputs of one evaluation, for callers that take them all. */
export const MAX_OUTPUTS = 100_000;

/** Longest string, in UTF-16 units. */
export const MAX_STRING = 4 * 1024 * 1024;

/** Longest array. */
export const MAX_ARRAY = 1_000_000;

/** Deepest nesting that comparisons, merges and containment follow. */
export const MAX_DEPTH = 2_000;

/** Deepest nesting that paths, `tojson` and `fromjson` follow; the same as jq's own. */
export const MAX_PATH = 10_000;

/** Deepest result that leaves an evaluation: deeper ones could not be stored or sent by everyone. */
export const MAX_RESULT_DEPTH = 1_000;

/** Longest regular expression, in UTF-16 units. */
export const MAX_REGEX = 1_000;
