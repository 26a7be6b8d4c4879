import { Refusal } from './problem.ts';

/*
 * Back-pressure. Work comes in as long as the backlog (instances with something in their inbox) is below a limit:
 *
 *   open ─ the backlog has reached the limit ─► full ─ it has fallen to nine tenths of it ─► open
 *
 * The store is asked at most every quarter of a second, unless what was let in since then could have filled the rest:
 * so a request costs nothing, and a burst between two looks cannot pass the limit by more than what one event causes
 * (an event that starts or reaches many instances is one). What is still on its way into the store counts, too.
 */

/** Milliseconds for which an answer of the store holds. */
const freshness = 250;

/** Share of the limit to which the backlog falls before work is let in again: without it the door would flap. */
const reopening = 0.9;

/** The longest time a sender is asked to wait, in seconds. */
const longestWait = 60;

export interface AdmissionOptions {
  /** Asks the store. */
  readonly backlog: () => Promise<number>;
  readonly limit: number;
  /** Milliseconds from a clock that is never set; `performance.now` unless given. */
  readonly now?: () => number;
  /** Told when the door is shut, and when it is open again. */
  readonly notice?: (message: string) => void;
}

/** What lets work in, or refuses it with 429. */
export class Admission {
  readonly #options: Required<AdmissionOptions>;
  readonly #reopensAt: number;
  #asking: Promise<void> | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  #backlog = 0;
  /** Let in since the store was asked, or on its way then: its answer may not have it. */
  #unseen = 0;
  #underWay = 0;
  #fullSince: { readonly at: number; readonly backlog: number } | undefined;

  constructor(options: AdmissionOptions) {
    this.#options = { now: () => performance.now(), notice: () => {}, ...options };
    this.#reopensAt = Math.floor(options.limit * reopening);
  }

  /**
   * Lets so many events or starts in, all or none; 0 only asks whether the door is open. The returned function is called
   * once they are in the store, or have failed.
   * @throws Refusal 429 with `Retry-After`; Failure `unreachable` as the store.
   */
  async enter(count: number): Promise<() => void> {
    const { limit } = this.#options;
    const filled = this.#fullSince === undefined && this.#expected >= limit;
    if (filled) await this.#ask();
    else await this.look();
    if (this.#fullSince !== undefined || this.#expected >= limit) throw this.#refusal();
    this.#unseen += count;
    this.#underWay += count;
    return () => {
      this.#underWay -= count;
    };
  }

  /** Undefined where nothing is refused. */
  get backlogLimit(): number | undefined {
    const { limit } = this.#options;
    return Number.isFinite(limit) ? limit : undefined;
  }

  /** Asks the store, unless that was done just now. @throws what the store throws. */
  async look(): Promise<void> {
    if (this.#options.now() - this.#askedAt >= freshness) await this.#ask();
  }

  get #expected(): number {
    return this.#backlog + this.#unseen;
  }

  /** One question for all who come meanwhile. */
  #ask(): Promise<void> {
    this.#asking ??= this.#look().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #look(): Promise<void> {
    const { now, backlog: askStore, limit, notice } = this.#options;
    const at = now();
    const unseen = this.#underWay;
    const backlog = await askStore();
    this.#askedAt = at;
    this.#backlog = backlog;
    this.#unseen = unseen;
    if (this.#fullSince === undefined) {
      if (backlog < limit) return;
      this.#fullSince = { at, backlog };
      notice(`events and starts are refused: ${backlog} of ${limit} instances wait for their turn`);
    } else if (backlog <= this.#reopensAt) {
      this.#fullSince = undefined;
      notice(`events and starts are taken again: ${backlog} instances wait for their turn`);
    }
  }

  #refusal(): Refusal {
    const { limit } = this.#options;
    const detail = `the backlog is full: ${this.#expected} of ${limit} instances wait for their turn`;
    return new Refusal(429, detail, {
      code: 'overloaded',
      hint: 'send it again after the seconds of Retry-After; nothing of it was taken in',
      headers: { 'retry-after': String(this.#retryAfter()) },
    });
  }

  /** Whole seconds until the door opens at the rate at which it drains; as long as it has been full, if it does not. */
  #retryAfter(): number {
    if (this.#fullSince === undefined) return 1;
    const seconds = (this.#askedAt - this.#fullSince.at) / 1_000;
    const drained = this.#fullSince.backlog - this.#backlog;
    const left = this.#backlog - this.#reopensAt;
    const wait = drained > 0 ? (left * seconds) / drained : seconds;
    return Math.min(longestWait, Math.max(1, Math.ceil(wait)));
  }
}
