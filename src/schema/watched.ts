import { createContext, Script } from 'node:vm';

/**
 * Milliseconds that one check may take. Schemas have regular expressions and comparisons of all items with each other:
 * data from outside can make `(a+)+$` or `uniqueItems` go on for years, and nothing else runs meanwhile.
 */
const patience = 2_000;

const place: { work: () => unknown } = { work: () => undefined };
const sandbox = createContext(place);
const script = new Script('work()');

/** The result of some work, or `too slow` when it was stopped. @throws what the work throws. */
export function watched<Result>(work: () => Result): { readonly result: Result } | 'too slow' {
  let done: { readonly result: Result } | undefined;
  place.work = () => {
    done = { result: work() };
  };
  try {
    script.runInContext(sandbox, { timeout: patience });
  } catch (error) {
    if (isTimeout(error)) return 'too slow';
    throw error;
  } finally {
    place.work = () => undefined;
  }
  return done ?? 'too slow';
}

/** The error may be one of the sandbox, whose `Error` is another. */
function isTimeout(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
