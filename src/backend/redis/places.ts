/**
 * How many instances a process may claim of others: as many as it can answer soon, so that a burst is shared by all who
 * have room. A few places are for claimed ones only, or a process that always has something of its own to do would
 * never get to others'. Places are waited for until some are free together, so that one claim brings several.
 */
export class Places {
  readonly #options: PlacesOptions;
  readonly #some: number;
  /** Who waits, and how often it has been served. */
  readonly #waiting = new Map<() => void, number>();
  /** Places of claims that are under way. */
  #asked = 0;

  constructor(options: PlacesOptions) {
    this.#options = options;
    this.#some = Math.max(1, Math.floor(options.concurrency / 4));
  }

  /** Takes all that are free, at most `limit`, until `claimed` gives them back. */
  take(limit: number): number {
    const taken = Math.max(0, Math.min(limit, this.#free()));
    this.#asked += taken;
    return taken;
  }

  /** The claim is over; what it brought is queued. */
  claimed(taken: number): void {
    this.#asked -= taken;
    this.changed();
  }

  /**
   * Resolves when some are free, first for whom it has served least, or when the signal aborts. Those that are kept for
   * claimed ones are free when an answer ends: while all are answered, nothing more could begin.
   */
  async someFree(signal: AbortSignal, served = 0): Promise<void> {
    if (signal.aborted || this.#left() >= this.#some) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.set(done, served);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /** To be called when an answer has ended. */
  changed(): void {
    if (this.#waiting.size === 0 || !this.#hasSome()) return;
    for (const [done] of [...this.#waiting].sort(([, one], [, other]) => one - other)) done();
  }

  #hasSome(): boolean {
    return this.#free() >= this.#some;
  }

  #free(): number {
    const kept = this.#some - this.#options.unbegun() - this.#asked;
    return Math.max(this.#left(), kept);
  }

  /** What nothing has, be it claimed or of this process. */
  #left(): number {
    return this.#options.concurrency - this.#options.busy() - this.#asked;
  }
}

export interface PlacesOptions {
  readonly concurrency: number;
  /** Instances that are answered or wait for it. */
  readonly busy: () => number;
  /** How many of them were claimed and are not answered yet. */
  readonly unbegun: () => number;
}
