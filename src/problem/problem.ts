import type { Json } from '../json/json.ts';

/** The standard error kinds of the DSL (dsl-reference, "Standard error types") with their default status. */
export const errorKinds = {
  configuration: 400,
  validation: 400,
  expression: 400,
  authentication: 401,
  authorization: 403,
  timeout: 408,
  communication: 500,
  runtime: 500,
} as const;

export type ErrorKind = keyof typeof errorKinds;

/** A problem document (RFC 7807) as the DSL sees it: what `catch`, `$error` and a faulted instance hold. */
export interface Problem {
  readonly type: string;
  readonly status: number;
  readonly title?: string;
  readonly detail?: string;
  /** JSON pointer of the task that failed. */
  readonly instance?: string;
  readonly [member: string]: Json;
}

const base = 'https://open-workflow-specification.org/spec/1.0.0/errors/';

/** Every published spelling of the standard types; they name the same kind when an error is caught. */
const families = [
  base,
  'https://serverlessworkflow.io/spec/1.0.0/errors/',
  'https://open-workflow-specification.org/dsl/errors/types/',
  'https://serverlessworkflow.io/dsl/errors/types/',
];

/** The canonical type URI of a standard kind. */
export function typeOf(kind: ErrorKind): string {
  return base + kind;
}

/** True when two type URIs name the same error: the same text, or the same standard kind in any family. */
export function sameType(left: string, right: string): boolean {
  return left === right || (kindOf(left) !== undefined && kindOf(left) === kindOf(right));
}

function kindOf(type: string): ErrorKind | undefined {
  const family = families.find((prefix) => type.startsWith(prefix));
  const kind = family === undefined ? undefined : type.slice(family.length);
  return kind !== undefined && kind in errorKinds ? (kind as ErrorKind) : undefined;
}

/** An error inside a running workflow. It travels as an exception up to the task, then as its `problem`. */
export class WorkflowError extends Error {
  override readonly name = 'WorkflowError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title ?? problem.type);
    this.problem = problem;
  }

  /** A standard error. `title` says what failed in a few words, `detail` says why. */
  static of(
    kind: ErrorKind,
    title: string,
    detail?: string,
    status: number = errorKinds[kind],
  ): WorkflowError {
    return new WorkflowError({
      type: typeOf(kind),
      status,
      title,
      ...(detail === undefined ? {} : { detail }),
    });
  }
}
