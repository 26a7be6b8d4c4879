import type { Limit, Pace } from './limit.ts';

/*
 * One thing that wants to begin is
 *
 *   asking ─┬─ a place is free, none of its limits is reached ─► going on ─ gives its place back ─► done
 *           └─ else ─► waiting in its group ─ its turn ─► going on
 *                         │ its signal aborts
 *                         ▼
 *                        gone
 *
 * The groups take turns: each place goes to the group that was served longest ago, and in it to who asked first. Who is
 * at a limit is passed over and keeps its position, so it takes up no place that others could use. A place or a limit
 * that is given back serves the next at once; for a rate that was reached there is one sleep, until the earliest token.
 */

export interface SlotsOptions {
  /** Places; Infinity where only the limits count. */
  readonly count: number;
  /** How many of them only the privileged may have; they may have the others, too. */
  readonly reserved?: number;
  readonly pace: Pace;
}

/** What is used of an `AbortSignal` here. */
export interface Signal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options: { readonly once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface Asking {
  /** Leaves the queue when it aborts. */
  readonly signal: Signal;
  /** With whom it shares its turns. */
  readonly group?: string;
  readonly privileged?: boolean;
  /** All of them must have room. */
  readonly limits?: readonly Limit[];
}

/** Gives a place back; to be called once. */
export type GiveBack = () => void;

interface Claim {
  readonly group: string;
  readonly privileged: boolean;
  readonly limits: readonly Limit[];
}

interface Waiting extends Claim {
  serve(place: GiveBack): void;
}

/** Places for a bounded number of things at a time, given out fairly and within limits. */
export class Slots {
  readonly #pace: Pace;
  #free: number;
  /** How many more places those without a privilege may have. */
  #open: number;
  /** Those who wait, by group; the group that was served longest ago comes first. */
  readonly #waiting = new Map<string, Set<Waiting>>();
  /** How many of them have limits. */
  #limited = 0;
  #alarm: { readonly at: number; readonly off: AbortController } | undefined;

  constructor({ count, reserved = 0, pace }: SlotsOptions) {
    this.#pace = pace;
    this.#free = count;
    this.#open = count - reserved;
  }

  /** How many wait because of a limit, although there may be places. */
  get passedOver(): number {
    if (this.#limited === 0) return 0;
    let count = 0;
    for (const waiting of this.#all()) if (waitOf(waiting) > 0) count += 1;
    return count;
  }

  /** A place, where one is free at once and nobody waits. */
  takeNow({ group = '', privileged = false, limits = [] }: Omit<Asking, 'signal'>): GiveBack | undefined {
    const asking = { group, privileged, limits };
    return this.#waiting.size === 0 && this.#mayBegin(asking) ? this.#begin(asking) : undefined;
  }

  /** Resolves with a place, or with nothing when the signal aborts before. */
  take({ signal, group = '', privileged = false, limits = [] }: Asking): Promise<GiveBack | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    const asking = { group, privileged, limits };
    const place = this.takeNow(asking);
    if (place !== undefined) return Promise.resolve(place);
    return new Promise((resolve) => {
      const waiting: Waiting = {
        ...asking,
        serve: (place) => {
          signal.removeEventListener('abort', leave);
          resolve(place);
        },
      };
      const leave = (): void => {
        this.#remove(waiting);
        this.#watch();
        resolve(undefined);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#add(waiting);
      this.#serve();
    });
  }

  #serve(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      this.#remove(next);
      this.#toTheEnd(next.group);
      next.serve(this.#begin(next));
    }
    this.#watch();
  }

  #next(): Waiting | undefined {
    if (this.#free <= 0) return undefined;
    for (const waiting of this.#all()) if (this.#mayBegin(waiting)) return waiting;
    return undefined;
  }

  #mayBegin(one: Claim): boolean {
    return this.#free > 0 && (one.privileged || this.#open > 0) && waitOf(one) === 0;
  }

  #begin({ privileged, limits }: Claim): GiveBack {
    this.#count(privileged, -1);
    for (const limit of limits) limit.begin();
    return () => {
      this.#count(privileged, 1);
      for (const limit of limits) limit.end();
      this.#serve();
    };
  }

  #count(privileged: boolean, change: number): void {
    this.#free += change;
    if (!privileged) this.#open += change;
  }

  /** Everybody who waits, the group whose turn it is first. */
  *#all(): Generator<Waiting> {
    for (const group of this.#waiting.values()) yield* group;
  }

  #add(waiting: Waiting): void {
    const group = this.#waiting.get(waiting.group) ?? new Set();
    this.#waiting.set(waiting.group, group.add(waiting));
    if (waiting.limits.length > 0) this.#limited += 1;
  }

  #remove(waiting: Waiting): void {
    const group = this.#waiting.get(waiting.group);
    group?.delete(waiting);
    if (group?.size === 0) this.#waiting.delete(waiting.group);
    if (waiting.limits.length > 0) this.#limited -= 1;
  }

  #toTheEnd(name: string): void {
    const group = this.#waiting.get(name);
    if (group === undefined) return;
    this.#waiting.delete(name);
    this.#waiting.set(name, group);
  }

  /** Sleeps until the earliest token that somebody waits for. */
  #watch(): void {
    const wait = this.#earliest();
    const at = this.#pace.now() + wait;
    if (this.#alarm !== undefined) {
      if (wait < Number.POSITIVE_INFINITY && this.#alarm.at <= at) return;
      this.#alarm.off.abort();
      this.#alarm = undefined;
    }
    if (wait === Number.POSITIVE_INFINITY) return;
    const alarm = { at, off: new AbortController() };
    this.#alarm = alarm;
    void this.#pace.pause(Math.max(1, Math.ceil(wait)), alarm.off.signal).then(() => {
      if (this.#alarm !== alarm) return;
      this.#alarm = undefined;
      this.#serve();
    });
  }

  #earliest(): number {
    let earliest = Number.POSITIVE_INFINITY;
    if (this.#limited === 0) return earliest;
    for (const waiting of this.#all()) {
      const wait = waitOf(waiting);
      // One that only wants a place is served when one is given back.
      if (wait > 0) earliest = Math.min(earliest, wait);
    }
    return earliest;
  }
}

/** Milliseconds until all limits have room. */
function waitOf({ limits }: Claim): number {
  return limits.reduce((longest, { wait }) => Math.max(longest, wait), 0);
}
