/**
 * What is used of an `AbortSignal` to give up an exchange. Who carries thousands of them a second need not make a signal
 * for each: that costs as much as a third of the exchange.
 */
export interface Stop {
  readonly aborted: boolean;
  /** What an exchange rejects with, once it has aborted. */
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: StopListener, options?: { readonly once: true }): void;
  removeEventListener(type: 'abort', listener: StopListener): void;
}

export type StopListener = (() => void) | { handleEvent(): void };
