import type { Json } from '../../json/json.ts';
import { ExpressionError, ExpressionSyntaxError, type Scope } from '../expression.ts';
import { compileFilter } from './compile.ts';

/** For tests: a scope with a fixed clock and a few variables. */
export const scope: Scope = {
  now: 1_425_599_507_000,
  variables: { context: { x: 1 }, list: [1, 2] },
  random: () => 0.5,
};

/** For tests: all outputs of a filter. */
export function outputs(filter: string, input: Json = null): Json[] {
  const found: Json[] = [];
  compileFilter(filter, Object.keys(scope.variables)).each(input, scope, (value) => {
    found.push(value);
    return false;
  });
  return found;
}

/** For tests: the message that an evaluation ends with. */
export function failure(filter: string, input: Json = null): string {
  try {
    outputs(filter, input);
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
  return 'no error';
}

/** For tests: where and why a filter does not compile, as `line:column message (hint)`. */
export function refusal(filter: string): string {
  try {
    compileFilter(filter, Object.keys(scope.variables));
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    return `${error.line}:${error.column} ${error.message}${hint}`;
  }
  return 'no error';
}
