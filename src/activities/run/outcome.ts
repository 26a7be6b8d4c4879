import type { Json } from '../../json/json.ts';
import { WorkflowError } from '../../problem/problem.ts';

/** How a process ended. A process that a signal killed has 128 plus the signal's number, as shells say it. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Bytes of stdout, and of stderr, that a process may write. */
export const maxOutputBytes = 1024 * 1024;

/** Characters of stderr, its last ones, that an error shows. */
const shownOfStderr = 2_000;

/**
 * The task's output by `return` (dsl-reference, "Run"). Whoever asks for the code decides what it means; else a code
 * other than 0 is an error.
 * @param what names the process in the error: `the shell command`.
 * @throws WorkflowError `runtime` with the end of stderr.
 */
export function outputOf(outcome: Outcome, returns: string, what: string): Json {
  const { code, stdout, stderr } = outcome;
  if (returns === 'code') return code;
  if (returns === 'all') return { code, stdout, stderr };
  if (code !== 0) throw failed(outcome, what);
  if (returns === 'none') return null;
  return returns === 'stderr' ? stderr : stdout;
}

function failed({ code, stderr }: Outcome, what: string): WorkflowError {
  const text = stderr.trim();
  const cut = text.length > shownOfStderr ? `…${text.slice(-shownOfStderr)}` : text;
  const end = cut === '' ? 'it wrote nothing to stderr' : cut;
  return WorkflowError.of('runtime', 'The process failed', `${what} ended with code ${code}: ${end}`);
}

/** @param stream `stdout` or `stderr`. */
export function tooMuchOutput(what: string, stream: string): WorkflowError {
  const detail = `${what} wrote more than ${maxOutputBytes} bytes to ${stream}`;
  return WorkflowError.of('runtime', 'Too much output', detail);
}
