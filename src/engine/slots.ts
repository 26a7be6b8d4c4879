interface Waiting {
  readonly privileged: boolean;
  serve(): void;
}

/**
 * Places for a bounded number of things at a time. Some are reserved for privileged askers, who may have the others
 * too; among those who may have a place, whoever asked first is served first.
 */
export class Slots {
  #free: number;
  /** How many more places those without a privilege may have. */
  #open: number;
  readonly #waiting = new Set<Waiting>();

  constructor(count: number, reserved = 0) {
    this.#free = count;
    this.#open = count - reserved;
  }

  /**
   * Resolves to true with a place, which must be given back with the same `privileged`; to false when the signal
   * aborts before.
   */
  take(signal: AbortSignal, privileged = false): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (this.#mayHave(privileged)) {
      this.#count(privileged, -1);
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const waiting: Waiting = {
        privileged,
        serve: () => {
          signal.removeEventListener('abort', leave);
          resolve(true);
        },
      };
      const leave = (): void => {
        this.#waiting.delete(waiting);
        resolve(false);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(waiting);
    });
  }

  giveBack(privileged = false): void {
    this.#count(privileged, 1);
    for (const waiting of this.#waiting) {
      if (!this.#mayHave(waiting.privileged)) continue;
      this.#waiting.delete(waiting);
      this.#count(waiting.privileged, -1);
      waiting.serve();
      return;
    }
  }

  #mayHave(privileged: boolean): boolean {
    return this.#free > 0 && (privileged || this.#open > 0);
  }

  #count(privileged: boolean, change: number): void {
    this.#free += change;
    if (!privileged) this.#open += change;
  }
}
