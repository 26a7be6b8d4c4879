import type { Expression, ExpressionOptions, Language } from './expression.ts';
import { compileFilter } from './jq/compile.ts';
import { compileJsonata } from './jsonata.ts';

/** How many compiled filters are kept. A definition has tens; a worker runs a few hundred definitions at most. */
const CACHE_SIZE = 5_000;

/** Compiled filters, the least recently used first. */
const cache = new Map<string, Expression>();

/**
 * Compiles a filter, without `${ }` around it.
 * @throws ExpressionSyntaxError when it does not parse, or reads a name or calls a function that does not exist.
 */
export function compileExpression(source: string, options: ExpressionOptions): Expression {
  const key = JSON.stringify([options.language, options.variables, source]);
  const known = cache.get(key);
  if (known !== undefined) {
    cache.delete(key);
    cache.set(key, known);
    return known;
  }
  const expression = compilers[options.language](source, options.variables);
  const [oldest] = cache.keys();
  if (cache.size >= CACHE_SIZE && oldest !== undefined) cache.delete(oldest);
  cache.set(key, expression);
  return expression;
}

const compilers: Readonly<Record<Language, (source: string, variables: readonly string[]) => Expression>> = {
  jq: compileJq,
  jsonata: compileJsonata,
};

function compileJq(source: string, variables: readonly string[]): Expression {
  const filter = compileFilter(source, variables);
  return {
    source,
    variables: filter.variables,
    evaluate: (input, scope) => filter.first(input, scope) ?? null,
  };
}
