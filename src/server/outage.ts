import { Failure } from '../problem/failure.ts';

/*
 * Whether the store answers, as far as requests have found:
 *
 *   there ─ a request finds it unreachable ─► away ─ one is answered, and none failed for a while ─► there
 *
 * Each way is told once, and not each request. A part of a cluster may be away while others answer: that is away, too.
 */
export interface Outage {
  /** A request was answered from the store. */
  answered(): void;
  /** A request failed. */
  failed(error: unknown): void;
}

/** Milliseconds without a failure after which an answer tells that the store is back. */
const quietTime = 5_000;

export function createOutage(
  notice: (message: string) => void,
  now: () => number = () => performance.now(),
): Outage {
  let refused = 0;
  let last = 0;
  return {
    answered() {
      if (refused === 0 || now() - last < quietTime) return;
      notice(`the store is back; refused meanwhile: ${refused}`);
      refused = 0;
    },
    failed(error) {
      if (!(error instanceof Failure) || error.code !== 'unreachable') return;
      last = now();
      refused += 1;
      if (refused === 1) notice(`requests are refused: ${error.message}`);
    },
  };
}
