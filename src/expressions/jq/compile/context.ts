import type { ExpressionSyntaxError } from '../../expression.ts';
import type { Node } from '../ast.ts';
import type { Code } from '../code.ts';
import type { Names } from '../names.ts';

/** What the compilers of single kinds of node share. */
export interface Context {
  /** Compiles a part of the filter. `names` is what stands on its frame chain. */
  compile(node: Node, names: Names): Code;
  /** Compiles the body of a function, whose weight does not count where the function is defined. */
  compileBody(node: Node, names: Names): Code;
  /** So much was compiled already that functions are no longer compiled for every kind of arguments. */
  frugal(): boolean;
  /** The code that reads a name of the scope; undefined when the scope has none such. */
  global(name: string): Code | undefined;
  /** The nearest names of the scope, for hints. */
  readonly globals: readonly string[];
  error(at: number, message: string, hint?: string): ExpressionSyntaxError;
}
