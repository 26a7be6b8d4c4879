import { isObject, type Json } from '../json/json.ts';
import type { Problem } from '../problem/problem.ts';

/** Shorter values are words that stand in many texts by chance. */
const shortestSecret = 4;

/**
 * Takes secret values out of what a problem says: it is kept in the instance, in `$error` and in the history, and an
 * error text may quote the value that it failed on.
 */
export function redactProblem(problem: Problem, secrets: Readonly<Record<string, Json>>): Problem {
  const values = Object.values(secrets).flatMap(textsIn);
  if (values.length === 0) return problem;
  const clean = (text: string) => values.reduce((rest, value) => rest.replaceAll(value, '***'), text);
  const { title, detail } = problem;
  return {
    ...problem,
    ...(title === undefined ? {} : { title: clean(title) }),
    ...(detail === undefined ? {} : { detail: clean(detail) }),
  };
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return value.length < shortestSecret ? [] : [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
