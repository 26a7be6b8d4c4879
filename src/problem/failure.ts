import type { Diagnostic } from './diagnostic.ts';

/** Why an operation of eventctl itself (not of a workflow) was refused. Each has one CLI exit code and one HTTP status. */
export const failureCodes = {
  failed: { exit: 1, status: 500 },
  usage: { exit: 2, status: 400 },
  'not-found': { exit: 3, status: 404 },
  'invalid-definition': { exit: 4, status: 422 },
  'invalid-event': { exit: 1, status: 400 },
  'too-large': { exit: 1, status: 413 },
  conflict: { exit: 5, status: 409 },
  unreachable: { exit: 6, status: 503 },
  'timed-out': { exit: 7, status: 504 },
  'instance-faulted': { exit: 8, status: 500 },
  overloaded: { exit: 9, status: 429 },
} as const;

export type FailureCode = keyof typeof failureCodes;

/** A refused operation: a code to act on, a sentence to read, and a hint when there is a next step. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly hint: string | undefined;
  /** For `invalid-definition`: everything that is wrong, in file order. */
  readonly diagnostics: readonly Diagnostic[];

  constructor(
    code: FailureCode,
    message: string,
    options: {
      readonly hint?: string;
      readonly diagnostics?: readonly Diagnostic[];
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.diagnostics = options.diagnostics ?? [];
  }
}
