/**
 * `eventctl/jq`: jq 1.8 filters, compiled and evaluated in this process, within bounds. The public face of this folder
 * for programs that use it alone; the rooms of eventctl evaluate through `compileExpression`, which has no clock.
 */
import type { Json } from '../../json/json.ts';
import { ExpressionError, type Scope } from '../expression.ts';
import { compileFilter } from './compile.ts';
import { assertJson, heldStrangeNumbers } from './input.ts';
import { checkOptions, type Options } from './options.ts';

export type { Json, JsonObject } from '../../json/json.ts';
export { ExpressionError, ExpressionSyntaxError } from '../expression.ts';
export { NotJsonError } from './input.ts';
export type { Limits } from './limits.ts';
export type { Options } from './options.ts';

/** Values of variables by name, without the `$`. A declared one that is not given is null. */
export type Arguments = Readonly<Record<string, unknown>>;

/**
 * A compiled filter. Its input and arguments are JSON values, as `JSON.parse` gives them, and are never changed; numbers
 * may also be NaN and infinite, as in jq. An output may share parts with them; a constant of the filter is frozen.
 */
export interface Filter {
  /**
   * The outputs. Nothing happens before the iteration begins; then the filter runs to its end, and what it gave is
   * handed out: at most `limits.outputs`, and leaving the loop early saves nothing (`first` does). Where the evaluation
   * fails, the outputs before come first and the error after them. Every iteration is an evaluation of its own.
   *
   * Iterating throws `ExpressionError` when the evaluation fails or passes a bound, and `NotJsonError` when the input
   * or an argument is no JSON.
   */
  (input: unknown, args?: Arguments): Iterable<Json>;
  /**
   * The first output; undefined when there is none. Nothing after it is evaluated.
   * @throws ExpressionError, NotJsonError
   */
  first(input: unknown, args?: Arguments): Json | undefined;
}

/**
 * Compiles a jq 1.8 filter; docs/jq.md says what differs from jq. Filters are not cached: keep what this gives.
 * @throws ExpressionSyntaxError with line and column in the filter. TypeError and RangeError for options that cannot be.
 */
export function compile(filter: string, options: Options = {}): Filter {
  checkOptions(options);
  const { variables = [], now = Date.now, random = Math.random, limits } = options;
  const compiled = compileFilter(filter, variables, limits);

  const scopeOf = (args: Arguments | undefined): Scope => ({
    now: now(),
    random,
    variables: bind(args, variables),
  });

  function* outputs(input: unknown, args: Arguments | undefined): Generator<Json, void, undefined> {
    const scope = scopeOf(args);
    assertJson(input, 'the input');
    const found: Json[] = [];
    let failure: ExpressionError | undefined;
    const keep = (value: Json): boolean => {
      found.push(value);
      return false;
    };
    try {
      compiled.each(input, scope, keep, heldStrangeNumbers());
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      failure = error;
    }
    yield* found;
    if (failure !== undefined) throw failure;
  }

  return Object.assign(
    (input: unknown, args?: Arguments): Iterable<Json> => ({
      [Symbol.iterator]: () => outputs(input, args),
    }),
    {
      first(input: unknown, args?: Arguments): Json | undefined {
        const scope = scopeOf(args);
        assertJson(input, 'the input');
        return compiled.first(input, scope, heldStrangeNumbers());
      },
    },
  );
}

/** Without a prototype, so that a variable may be called `constructor`. */
function bind(
  args: Arguments | undefined,
  variables: readonly string[],
): Readonly<Record<string, Json | undefined>> {
  if (args === undefined) return none;
  const bound: Record<string, Json> = Object.create(null);
  for (const name of Object.keys(args)) {
    if (!variables.includes(name)) throw new TypeError(`$${name} is not among the variables of the filter`);
    const value = args[name];
    assertJson(value, `$${name}`);
    bound[name] = value;
  }
  return bound;
}

const none: Readonly<Record<string, Json | undefined>> = Object.create(null);
