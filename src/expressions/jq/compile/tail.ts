import type { Code, Tail } from '../code.ts';

/**
 * The end of `first | then`, where `then` ends in a call: after the only output of `first`, nothing is left to do but
 * that call. Where `first` may have several outputs, each of them needs its own place on the stack.
 */
export function tailAfter({ one }: Code, { tail }: Code): Tail | undefined {
  if (one === undefined || tail === undefined) return undefined;
  return (input, frame, emit) => tail(one(input, frame), frame, emit);
}
