import { Failure } from '../problem/failure.ts';

/** The store cannot be reached: nobody's fault, and worth another try. Anything else would fail again. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof Failure && error.code === 'unreachable';
}
