import { createRequire } from 'node:module';
import type { Expression as Jsonata } from 'jsonata';
import type { Json } from '../json/json.ts';
import { nearest } from '../problem/nearest.ts';
import { type Expression, ExpressionError, ExpressionSyntaxError, type Scope } from './expression.ts';
import { place } from './jq/place.ts';
import { evaluateInWorker } from './jsonata-worker.ts';

const require = createRequire(import.meta.url);

/** Loaded when the first JSONata expression is compiled: most definitions have none. */
function load(): typeof import('jsonata') {
  return require('jsonata');
}

/** Functions of JSONata that stand for variables. `$eval` is not among them: data is never evaluated. */
const functions = new Set(
  (
    'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad ' +
    'match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round ' +
    'abs sqrt power random boolean not map zip filter single reduce sift keys lookup append exists spread merge ' +
    'reverse each error assert type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl ' +
    'decodeUrlComponent decodeUrl toMillis fromMillis clone now millis'
  ).split(' '),
);

/**
 * Compiles a JSONata expression. It parses here, and runs in a worker thread with a limit of time and memory, because
 * the library only evaluates asynchronously and an expression is evaluated in the middle of a synchronous turn.
 * `$now()`, `$millis()`, `$random()` and `$shuffle()` depend on the scope alone.
 */
export function compileJsonata(source: string, variables: readonly string[]): Expression {
  const used = freeVariables(source, parse(source), variables);
  const random = /\$(?:random|shuffle)\b/.test(source);
  return {
    source,
    variables: used,
    evaluate(input: Json, scope: Scope): Json {
      const bindings: Record<string, Json> = {};
      for (const name of used) bindings[name] = scope.variables[name] ?? null;
      const answer = evaluateInWorker({
        source,
        input,
        bindings,
        now: scope.now,
        seed: random ? Math.floor(scope.random() * 2 ** 32) : 0,
      });
      if ('problem' in answer) throw new ExpressionError(answer.problem);
      return answer.result;
    },
  };
}

function parse(source: string): Jsonata {
  try {
    return load()(source);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new ExpressionSyntaxError('The expression nests too deeply', { line: 1, column: 1 });
    }
    const problem = isRecord(error) ? error : {};
    const { message } = problem;
    throw new ExpressionSyntaxError(
      typeof message === 'string' ? message : 'The expression does not parse',
      place(source, offsetOf(problem, source)),
    );
  }
}

/** The library says where the token ends that it stumbled over; where it begins is what helps. */
function offsetOf({ position, token }: Readonly<Record<string, unknown>>, source: string): number {
  if (typeof position !== 'number') return 0;
  if (token === '(end)') return source.length;
  const start = typeof token === 'string' ? position - token.length : -1;
  return typeof token === 'string' && start >= 0 && source.startsWith(token, start)
    ? start
    : Math.max(0, position - 1);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Names of the scope that the expression reads. A name that nothing binds is refused, as in jq. */
function freeVariables(
  source: string,
  expression: Jsonata,
  variables: readonly string[],
): ReadonlySet<string> {
  const read = new Map<string, number>();
  const called = new Set<string>();
  const bound = new Set<string>();
  const seen = new Set<unknown>();
  const visit = (node: unknown): void => {
    if (!isRecord(node) || seen.has(node)) return;
    seen.add(node);
    const { type, value, position, index, focus, procedure } = node;
    if (isRecord(procedure) && typeof procedure['value'] === 'string') called.add(procedure['value']);
    if (type === 'variable' && typeof value === 'string' && !read.has(value)) {
      read.set(value, typeof position === 'number' ? position : 0);
    }
    if (type === 'bind' && isRecord(node['lhs']) && typeof node['lhs']['value'] === 'string') {
      bound.add(node['lhs']['value']);
    }
    if (type === 'lambda' && Array.isArray(node['arguments'])) {
      for (const argument of node['arguments']) {
        if (isRecord(argument) && typeof argument['value'] === 'string') bound.add(argument['value']);
      }
    }
    for (const name of [index, focus]) if (typeof name === 'string') bound.add(name);
    for (const part of Object.values(node)) visit(part);
  };
  visit(expression.ast());
  const used = new Set<string>();
  for (const [name, position] of read) {
    if (variables.includes(name)) used.add(name);
    else if (name !== '' && name !== '$' && !bound.has(name) && !functions.has(name)) {
      const hint = hintFor(name, [...variables, ...bound, ...functions]);
      throw new ExpressionSyntaxError(`$${name}${called.has(name) ? '()' : ''} is not defined`, {
        ...place(source, Math.max(0, position - name.length - 1)),
        ...(hint === undefined ? {} : { hint }),
      });
    }
  }
  return used;
}

function hintFor(name: string, known: readonly string[]): string | undefined {
  if (name === 'eval') return 'data is never evaluated';
  const meant = nearest(name, known);
  return meant === undefined ? undefined : `did you mean $${meant}?`;
}
