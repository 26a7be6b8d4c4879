import { compileField, type Expression, type ExpressionOptions, type Scope } from '../expressions/index.ts';
import type { Json } from '../json/json.ts';
import { FilterError } from './filter-error.ts';

/**
 * Compiles an expression of a filter; the `${ }` around it is optional.
 * @throws FilterError with the place in the filter's definition and the syntax error as its cause.
 */
export function compileAt(
  path: readonly (string | number)[],
  source: string,
  options: ExpressionOptions,
): Expression {
  try {
    return compileField(source, options);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new FilterError(message, { path, cause: error });
  }
}

/**
 * Evaluates; an expression that fails yields `null`. Events come from anywhere: one that an expression was not
 * written for does not match, and must never stop the others from being matched.
 */
export function evaluateOrNull(expression: Expression, input: Json, scope: Scope): Json {
  try {
    return expression.evaluate(input, scope);
  } catch {
    return null;
  }
}

/** What an expression that reads no instance variable is evaluated with. */
export function bareScope(now: number): Scope {
  return { now, variables: {}, random: () => 0 };
}
