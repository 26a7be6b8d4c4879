import { isObject, type Json } from '../json/json.ts';
import { compileExpression } from './compile.ts';
import {
  type Expression,
  ExpressionError,
  type ExpressionOptions,
  ExpressionSyntaxError,
  type Scope,
} from './expression.ts';
import { unwrap } from './field.ts';

/** A value with expressions in it, compiled. */
export interface Template {
  /** There is no expression in it: `evaluate` always returns the template's own value. */
  readonly constant: boolean;
  /** Names that its expressions read, without the `$`. */
  readonly variables: ReadonlySet<string>;
  /** @throws ExpressionError in strict mode, when one of its expressions fails. */
  evaluate(input: Json, scope: Scope): Json;
}

export interface TemplateOptions extends ExpressionOptions {
  /**
   * `strict`: a string is an expression when it is `${ … }` as a whole; any other string is itself.
   * `loose`: every string is tried as an expression; one that does not compile or fails is itself.
   */
  readonly mode: 'strict' | 'loose';
}

/** Every expression of a template that does not compile, with its place in the template. */
export class TemplateSyntaxError extends Error {
  override readonly name = 'TemplateSyntaxError';
  readonly errors: readonly TemplateFault[];

  constructor(errors: readonly TemplateFault[]) {
    super(errors.map(({ path, error }) => `${path.join('.') || 'value'}: ${error.message}`).join('; '));
    this.errors = errors;
  }
}

export interface TemplateFault {
  /** Keys and indices from the template's root to the string. */
  readonly path: readonly (string | number)[];
  readonly error: ExpressionSyntaxError;
}

/** A compiled part; undefined where nothing in it is an expression. */
type Part = ((input: Json, scope: Scope) => Json) | undefined;

/**
 * Compiles a JSON value whose strings may be expressions. Object keys never are.
 * @throws TemplateSyntaxError with all that is wrong, in strict mode.
 */
export function compileTemplate(value: Json, options: TemplateOptions): Template {
  const variables = new Set<string>();
  const errors: TemplateFault[] = [];
  const part = compilePart(value, [], { options, variables, errors });
  if (errors.length > 0) throw new TemplateSyntaxError(errors);
  return {
    constant: part === undefined,
    variables,
    evaluate: part ?? (() => value),
  };
}

interface Compilation {
  readonly options: TemplateOptions;
  readonly variables: Set<string>;
  readonly errors: TemplateFault[];
}

function compilePart(value: Json, path: TemplateFault['path'], compilation: Compilation): Part {
  if (typeof value === 'string') return compileString(value, path, compilation);
  if (Array.isArray(value)) return compileArray(value, path, compilation);
  if (isObject(value)) return compileObject(value, path, compilation);
  return undefined;
}

function compileString(text: string, path: TemplateFault['path'], compilation: Compilation): Part {
  const { options, variables, errors } = compilation;
  const source = unwrap(text);
  if (source === undefined && options.mode === 'strict') return undefined;
  let expression: Expression;
  try {
    expression = compileExpression((source ?? text).trim(), options);
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    if (options.mode === 'strict') errors.push({ path, error });
    return undefined;
  }
  for (const name of expression.variables) variables.add(name);
  if (options.mode === 'strict') return (input, scope) => expression.evaluate(input, scope);
  return (input, scope) => {
    try {
      return expression.evaluate(input, scope);
    } catch (error) {
      if (error instanceof ExpressionError) return text;
      throw error;
    }
  };
}

function compileArray(value: readonly Json[], path: TemplateFault['path'], compilation: Compilation): Part {
  const parts = value.map((item, index) => compilePart(item, [...path, index], compilation));
  if (parts.every((part) => part === undefined)) return undefined;
  return (input, scope) =>
    value.map((item, index) => {
      const part = parts[index];
      return part === undefined ? item : part(input, scope);
    });
}

function compileObject(
  value: { readonly [key: string]: Json },
  path: TemplateFault['path'],
  compilation: Compilation,
): Part {
  const parts = Object.keys(value).flatMap((key) => {
    const part = compilePart(value[key] ?? null, [...path, key], compilation);
    return part === undefined ? [] : [{ key, part }];
  });
  if (parts.length === 0) return undefined;
  return (input, scope) => {
    // Spread keeps every own key, `__proto__` too; assigning to an own key then only replaces its value.
    const copy: Record<string, Json> = { ...value };
    for (const { key, part } of parts) copy[key] = part(input, scope);
    return copy;
  };
}
