import { compileExpression } from './compile.ts';
import type { Expression, ExpressionOptions } from './expression.ts';

const wrapped = /^\s*\$\{([\s\S]+)\}\s*$/;

/** The filter inside a string that is `${ … }` as a whole; undefined for any other string. */
export function unwrap(text: string): string | undefined {
  return wrapped.exec(text)?.[1];
}

/** How much of a field's text comes before its filter: `${`, where it is wrapped, and white space. */
export function filterStart(text: string): number {
  const filter = unwrap(text);
  const opening = filter === undefined ? 0 : text.indexOf('${') + 2;
  return opening + (/^\s*/.exec(filter ?? text)?.[0].length ?? 0);
}

/**
 * Compiles a field that is an expression by its type (`if`, `when`, `output.as`…): the `${ }` around it is optional.
 * @throws ExpressionSyntaxError; its line and column count inside the `${ }`, where there is one.
 */
export function compileField(text: string, options: ExpressionOptions): Expression {
  return compileExpression((unwrap(text) ?? text).trim(), options);
}
