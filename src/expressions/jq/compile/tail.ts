import type { Code, Tail } from '../code.ts';

/**
 * The end of `first | then`, where `then` ends in a call: after the only output of `first`, nothing is left to do but
 * that call. Where `first` may have several outputs, each of them needs its own place on the stack.
 */
export function tailAfter({ most }: Code, { tail }: Code): Tail | undefined {
  if (most === undefined || tail === undefined) return undefined;
  return (input, frame, emit) => {
    const value = most(input, frame);
    return value !== undefined && tail(value, frame, emit);
  };
}
