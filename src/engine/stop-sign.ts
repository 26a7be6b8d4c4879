import { stop } from '../activities/index.ts';
import type { Stop, StopListener } from '../network/index.ts';

/** What an activity is given: `signal` is made when it is read. */
export interface Stoppable {
  readonly key: string;
  readonly signal: AbortSignal;
}

/**
 * Says once that work is to stop: as much of an `AbortSignal` as the engine needs. Most work ends before that and never
 * asks, so the real one is made for who asks for it only: it costs as much as the rest of a short activity.
 */
export class StopSign implements Stop {
  #aborted = false;
  #controller: AbortController | undefined;
  #listeners: StopListener[] | undefined;

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

  /** That of the signal. */
  get reason(): unknown {
    return this.#aborted ? this.signal.reason : undefined;
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.reason;
  }

  /** A context with this signal under a key. A copy of it has the signal, too. */
  context(key: string): Stoppable {
    return new StoppableBy(this, key);
  }

  /** Calls back once when it aborts; an `AbortSignal` that has aborted calls nobody back either. */
  addEventListener(_type: 'abort', listener: StopListener): void {
    if (this.#aborted) return;
    if (this.#listeners === undefined) this.#listeners = [listener];
    else this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: StopListener): void {
    this.#listeners = this.#listeners?.filter((one) => one !== listener);
  }

  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#controller?.abort();
    for (const listener of this.#listeners ?? []) {
      if (typeof listener === 'function') listener();
      else listener.handleEvent();
    }
    this.#listeners = undefined;
  }
}

/** A plain object to those who wrap, copy or change it, as plug-ins may. */
class StoppableBy implements Stoppable {
  declare readonly signal: AbortSignal;
  declare readonly [stop]: StopSign;
  readonly key: string;

  constructor(sign: StopSign, key: string) {
    this.key = key;
    Object.defineProperty(this, stop, { value: sign });
    Object.defineProperty(this, 'signal', StoppableBy.#signal);
  }

  /** A member of its own, so that `{ ...context }` has it; one getter for all, so that they share their shape. */
  static readonly #signal: PropertyDescriptor & ThisType<StoppableBy> = {
    enumerable: true,
    configurable: true,
    get() {
      return this[stop].signal;
    },
    set(value: AbortSignal) {
      Object.defineProperty(this, 'signal', { value, enumerable: true, configurable: true, writable: true });
    },
  };
}
