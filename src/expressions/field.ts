import { compileExpression } from './compile.ts';
import type { Expression, ExpressionOptions } from './expression.ts';

const wrapped = /^\s*\$\{([\s\S]+)\}\s*$/;

/** The filter inside a string that is `${ … }` as a whole; undefined for any other string. */
export function unwrap(text: string): string | undefined {
  return wrapped.exec(text)?.[1];
}

/**
 * Compiles a field that is an expression by its type (`if`, `when`, `output.as`…): the `${ }` around it is optional.
 * @throws ExpressionSyntaxError; its line and column count inside the `${ }`, where there is one.
 */
export function compileField(text: string, options: ExpressionOptions): Expression {
  return compileExpression((unwrap(text) ?? text).trim(), options);
}
