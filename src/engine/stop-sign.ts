/** What an activity is given: `signal` is made when it is read. */
export interface Stoppable {
  readonly key: string;
  readonly signal: AbortSignal;
}

/**
 * Says once that work is to stop. Most work ends before that and never asks, so the signal that other code can listen to
 * is made for who asks for it only: an `AbortSignal` costs as much as the rest of a short activity.
 */
export class StopSign {
  #aborted = false;
  #controller: AbortController | undefined;
  #stopped: (() => void) | undefined;

  get aborted(): boolean {
    return this.#aborted;
  }

  /** The same one each time. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** A context with this signal under a key. A copy of it has the signal, too. */
  context(key: string): Stoppable {
    return new StoppableBy(this, key);
  }

  /** Calls back when it aborts, or at once when it has. The one who does the work calls this, once. */
  whenAborted(stopped: () => void): void {
    if (this.#aborted) stopped();
    else this.#stopped = stopped;
  }

  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#controller?.abort();
    this.#stopped?.();
  }
}

class StoppableBy implements Stoppable {
  declare readonly signal: AbortSignal;
  readonly key: string;
  readonly #stop: StopSign;

  constructor(stop: StopSign, key: string) {
    this.key = key;
    this.#stop = stop;
    Object.defineProperty(this, 'signal', StoppableBy.#signal);
  }

  /** A member of its own, so that `{ ...context }` has it; one getter for all, so that they share their shape. */
  static readonly #signal: PropertyDescriptor & ThisType<StoppableBy> = {
    enumerable: true,
    get() {
      return this.#stop.signal;
    },
  };
}
