import { ExpressionSyntaxError } from '../expression.ts';

/** Line and column, from 1, of an offset in a text. Columns count UTF-16 units. */
export function place(source: string, offset: number): { readonly line: number; readonly column: number } {
  const before = source.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

/** The error for something wrong at an offset of a filter. */
export function syntaxError(
  source: string,
  offset: number,
  message: string,
  hint?: string,
): ExpressionSyntaxError {
  return new ExpressionSyntaxError(message, {
    ...place(source, offset),
    ...(hint === undefined ? {} : { hint }),
  });
}
