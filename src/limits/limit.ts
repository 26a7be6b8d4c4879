/** The part of a clock that limits need. */
export interface Pace {
  /** Milliseconds. */
  now(): number;
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** What a limit bounds; what is absent is not bounded. */
export interface Bounds {
  /** How many may go on at a time; an integer from 1. */
  readonly atOnce?: number;
  /** How many may begin in a second; above 0. What was not used of one second may be used in the next. */
  readonly perSecond?: number;
}

/**
 * Counts what goes on under a bound. For the rate it keeps a bucket of tokens: each beginning takes one, and so many come
 * back in a second. The bucket holds one second's worth, at least one.
 */
export class Limit {
  readonly #atOnce: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  #used = 0;
  #tokens: number;
  #filledAt: number;

  constructor({ atOnce, perSecond }: Bounds, now: () => number) {
    this.#atOnce = atOnce ?? Number.POSITIVE_INFINITY;
    this.#perSecond = perSecond ?? Number.POSITIVE_INFINITY;
    this.#now = now;
    this.#tokens = this.#capacity;
    this.#filledAt = now();
  }

  /** Milliseconds until one more may begin: 0 for now, Infinity when one that goes on has to end first. */
  get wait(): number {
    if (this.#used >= this.#atOnce) return Number.POSITIVE_INFINITY;
    this.#fill();
    // A thousandth is forgiven, so that a sleep that rounds is not followed by another one.
    return this.#tokens >= 0.999 ? 0 : ((1 - this.#tokens) * 1_000) / this.#perSecond;
  }

  begin(): void {
    this.#fill();
    this.#used += 1;
    this.#tokens -= 1;
  }

  end(): void {
    this.#used -= 1;
  }

  get #capacity(): number {
    return Math.max(1, this.#perSecond);
  }

  /** A clock that is set back adds nothing, and one that is set forward no more than the bucket holds. */
  #fill(): void {
    if (this.#perSecond === Number.POSITIVE_INFINITY) return;
    const now = this.#now();
    const seconds = Math.max(0, now - this.#filledAt) / 1_000;
    this.#tokens = Math.min(this.#capacity, this.#tokens + seconds * this.#perSecond);
    this.#filledAt = now;
  }
}
