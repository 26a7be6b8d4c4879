import { FilterError } from '../events/index.ts';
import { ExpressionSyntaxError, filterStart, TemplateSyntaxError } from '../expressions/index.ts';
import type { Json } from '../json/json.ts';
import { join, type Pointer, resolve } from '../json/pointer.ts';
import type { Finding } from '../problem/diagnostic.ts';

/**
 * What is wrong in an expression, or in each expression of a template or an event filter, with the character of the
 * text that it is about. `value` is what the definition has at `pointer`. Any other error is thrown on.
 */
export function syntaxFindings(error: unknown, value: Json, pointer: Pointer): Finding[] {
  const within = (cause: unknown, path: readonly (string | number)[]) =>
    syntaxFindings(cause, resolve(value, join('', ...path)) ?? null, join(pointer, ...path));
  if (error instanceof TemplateSyntaxError) {
    return error.errors.flatMap(({ path, error: cause }) => within(cause, path));
  }
  if (error instanceof FilterError) {
    const { message, hint, cause, path } = error;
    if (cause !== undefined) return within(cause, path);
    const found = { code: 'invalid-filter', pointer: join(pointer, ...path), message };
    return [hint === undefined ? found : { ...found, hint }];
  }
  if (!(error instanceof ExpressionSyntaxError)) throw error;
  const { message, hint } = error;
  return [
    {
      code: 'expression-syntax',
      pointer,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(typeof value === 'string' ? { offset: offsetOf(error, value) } : {}),
    },
  ];
}

/** The error counts lines and columns from where the filter begins in its text. */
function offsetOf({ line, column }: ExpressionSyntaxError, text: string): number {
  let start = filterStart(text);
  for (let passed = 1; passed < line; passed++) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
}
