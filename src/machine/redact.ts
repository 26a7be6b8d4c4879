import type { Json } from '../json/json.ts';
import { createRedactor } from '../json/redactor.ts';
import type { Problem } from '../problem/problem.ts';

/**
 * Takes secret values out of what a problem says: it is kept in the instance, in `$error` and in the history, and an
 * error text may quote the value that it failed on.
 */
export function redactProblem(problem: Problem, secrets: Readonly<Record<string, Json>>): Problem {
  const redactor = createRedactor(secrets);
  const { title, detail } = problem;
  return {
    ...problem,
    ...(title === undefined ? {} : { title: redactor.text(title) }),
    ...(detail === undefined ? {} : { detail: redactor.text(detail) }),
  };
}
