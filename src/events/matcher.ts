import { RE2JS } from 're2js';
import { type ExpressionOptions, type Scope, unwrap } from '../expressions/index.ts';
import { equal, isObject, type Json } from '../json/json.ts';
import { FilterError } from './filter-error.ts';
import { compileAt, evaluateOrNull } from './filter-expression.ts';

/** A compiled attribute of a filter's `with`. */
export interface Matcher {
  /** It reads variables of an instance, so it cannot be checked before the instance is known. */
  readonly needsInstance: boolean;
  matches(value: Json, scope: Scope): boolean;
}

type Path = readonly (string | number)[];

const patternCharacters = /[*+?^$[\](){}|\\]/;

/** True for a literal that stands for exactly one text. */
export function isPlain(text: string): boolean {
  return unwrap(text) === undefined && !patternCharacters.test(text);
}

/**
 * Compiles the matcher of a context attribute: a string matches the equal text, and as a pattern (full match) when
 * it has characters that are special in one; other literals match by value.
 * @throws FilterError
 */
export function compileAttribute(path: Path, definition: Json, options: ExpressionOptions): Matcher {
  if (typeof definition !== 'string') return literal((value) => sameScalar(definition, value));
  if (unwrap(definition) !== undefined) return expression(path, definition, options);
  if (!patternCharacters.test(definition)) return literal((value) => sameScalar(definition, value));
  const pattern = compilePattern(path, definition);
  return literal((value) => value === definition || (typeof value === 'string' && pattern.matches(value)));
}

/**
 * Compiles the matcher of `data`: an object matches when each of its members does (a subset, at any depth), an array
 * item by item, other literals by equality. Expressions may stand anywhere and see the value at their place.
 * @throws FilterError
 */
export function compileData(path: Path, definition: Json, options: ExpressionOptions): Matcher {
  if (typeof definition === 'string' && unwrap(definition) !== undefined) {
    return expression(path, definition, options);
  }
  if (Array.isArray(definition)) {
    const items = (definition as readonly Json[]).map((item, index) =>
      compileData([...path, index], item, options),
    );
    return {
      needsInstance: items.some((item) => item.needsInstance),
      matches: (value, scope) =>
        Array.isArray(value) &&
        value.length === items.length &&
        items.every((item, index) => item.matches((value as readonly Json[])[index] ?? null, scope)),
    };
  }
  if (!isObject(definition)) return literal((value) => equal(definition, value));
  const members = Object.keys(definition).map(
    (name) => [name, compileData([...path, name], definition[name] ?? null, options)] as const,
  );
  return {
    needsInstance: members.some(([, member]) => member.needsInstance),
    matches: (value, scope) =>
      isObject(value) &&
      members.every(
        ([name, member]) => Object.hasOwn(value, name) && member.matches(value[name] ?? null, scope),
      ),
  };
}

function literal(test: (value: Json) => boolean): Matcher {
  return { needsInstance: false, matches: test };
}

/** `true` matches, `false` and `null` do not, anything else is the value that is expected. */
function expression(path: Path, definition: string, options: ExpressionOptions): Matcher {
  const compiled = compileAt(path, definition, options);
  return {
    needsInstance: compiled.variables.size > 0,
    matches(value, scope) {
      const result = evaluateOrNull(compiled, value, scope);
      if (typeof result === 'boolean' || result === null) return result === true;
      return equal(result, value);
    },
  };
}

/** An event in binary mode carries every attribute as text: `5` and `"5"` are the same attribute value. */
function sameScalar(expected: Json, value: Json): boolean {
  if (equal(expected, value)) return true;
  return isScalar(expected) && isScalar(value) && String(expected) === String(value);
}

function isScalar(value: Json): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function compilePattern(path: Path, text: string): RE2JS {
  try {
    return RE2JS.compile(text, RE2JS.DOTALL);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new FilterError(`not a valid pattern: ${message}`, {
      path,
      hint: 'patterns are RE2 regular expressions; put a backslash before a character that stands for itself',
    });
  }
}
