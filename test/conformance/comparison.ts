import { parse } from 'yaml';
import { equal, isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import type { Step } from './feature.ts';

/** The value that the text of a step is, in YAML or JSON. */
export function documentOf(step: Step): Json {
  return parse(step.document ?? '');
}

export function objectOf(step: Step): JsonObject {
  const value = documentOf(step);
  if (!isObject(value)) throw new Error('a map must follow');
  return value;
}

/** @throws Error saying what was expected and what was found. */
export function same(what: string, found: Json, expected: Json): void {
  if (equal(found, expected)) return;
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}

/** The members that are expected, at any depth; others may be there. @throws Error as `same`. */
export function sameParts(what: string, found: Json, expected: Json): void {
  if (!isObject(expected) || !isObject(found)) {
    same(what, found, expected);
    return;
  }
  for (const [name, value] of Object.entries(expected)) {
    sameParts(`${what}.${name}`, found[name] ?? null, value);
  }
}
