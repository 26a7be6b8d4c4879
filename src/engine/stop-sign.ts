import type { Signal } from '../limits/index.ts';

/** What an activity is given: `signal` is made when it is read. */
export interface Stoppable {
  readonly key: string;
  readonly signal: AbortSignal;
}

/**
 * Says once that work is to stop: as much of an `AbortSignal` as the engine needs. Most work ends before that and never
 * asks, so the real one is made for who asks for it only: it costs as much as the rest of a short activity.
 */
export class StopSign implements Signal {
  #aborted = false;
  #controller: AbortController | undefined;
  #listeners: (() => void)[] | undefined;

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

  /** Calls back once when it aborts; an `AbortSignal` that has aborted calls nobody back either. */
  addEventListener(_type: 'abort', listener: () => void): void {
    if (this.#aborted) return;
    if (this.#listeners === undefined) this.#listeners = [listener];
    else this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners?.filter((one) => one !== listener);
  }

  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#controller?.abort();
    for (const listener of this.#listeners ?? []) listener();
    this.#listeners = undefined;
  }
}

const sign = Symbol('stop sign');

/** A plain object to those who wrap, copy or change it, as plug-ins may. */
class StoppableBy implements Stoppable {
  declare readonly signal: AbortSignal;
  declare readonly [sign]: StopSign;
  readonly key: string;

  constructor(stop: StopSign, key: string) {
    this.key = key;
    Object.defineProperty(this, sign, { value: stop });
    Object.defineProperty(this, 'signal', StoppableBy.#signal);
  }

  /** A member of its own, so that `{ ...context }` has it; one getter for all, so that they share their shape. */
  static readonly #signal: PropertyDescriptor & ThisType<StoppableBy> = {
    enumerable: true,
    configurable: true,
    get() {
      return this[sign].signal;
    },
    set(value: AbortSignal) {
      Object.defineProperty(this, 'signal', { value, enumerable: true, configurable: true, writable: true });
    },
  };
}
