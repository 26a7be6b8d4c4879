import type { Backend, Lease } from '../backend/backend.ts';
import type { Clock } from './clock.ts';
import { StopSign } from './stop-sign.ts';

/** How long an effect stays reserved after its last renewal: a crashed process's effects are taken over after it. */
const leaseDuration = 3_000;

const renewalInterval = 1_000;

interface Held {
  readonly instance: string;
  readonly stop: StopSign;
  /** When the lease ends, as far as this process knows. */
  until: number;
}

/**
 * The effects this process is working on. One effect is
 *
 *   free ─hold─► held ─release─► free
 *                 │ abort: a later commit removed it; a renewal says it is gone; the process stops
 *                 ▼
 *              aborted ─release─► free
 *
 * While anything is held, every lease is renewed each second. The sleep in between outlasts a short time in which nothing
 * is held: effects that come one after the other need no sleep each. It ends when it finds nothing to renew, or by `stop`.
 */
export class Leases {
  readonly #backend: Backend;
  readonly #clock: Clock;
  readonly #owner: string;
  readonly #held = new Map<string, Held>();
  #renewing: AbortController | undefined;

  constructor(options: { readonly backend: Backend; readonly clock: Clock; readonly owner: string }) {
    this.#backend = options.backend;
    this.#clock = options.clock;
    this.#owner = options.owner;
  }

  isHeld(key: string): boolean {
    return this.#held.has(key);
  }

  /** A lease of this process from now on. */
  lease(): Lease {
    return { owner: this.#owner, from: this.#clock.now(), duration: leaseDuration };
  }

  /** A lease that is over at once: whoever has room may take the effect. */
  spentLease(): Lease {
    return { ...this.lease(), duration: 0 };
  }

  /** What says to stop working on it; undefined when this process holds it already. */
  hold(instance: string, key: string): StopSign | undefined {
    if (this.#held.has(key)) return undefined;
    const stop = new StopSign();
    this.#held.set(key, { instance, stop, until: this.#clock.now() + leaseDuration });
    if (this.#renewing === undefined) {
      this.#renewing = new AbortController();
      void this.#renew(this.#renewing.signal);
    }
    return stop;
  }

  release(key: string): void {
    this.#held.delete(key);
  }

  /** Renews nothing any more. */
  stop(): void {
    this.#renewing?.abort();
    this.#renewing = undefined;
  }

  abort(key: string): void {
    this.#held.get(key)?.stop.abort();
  }

  /**
   * Aborts it when its lease was over and another process has taken it, or done it. To be asked before what must not come
   * late: after a long halt of this process, what the effect once led to may be forgotten.
   */
  async confirm(key: string): Promise<void> {
    const held = this.#held.get(key);
    if (held !== undefined && held.until <= this.#clock.now()) await this.#renewOne(key, held, this.lease());
  }

  abortAll(): void {
    for (const { stop } of this.#held.values()) stop.abort();
  }

  /** Leases an effect again that this process has left; false when another one has taken it, or done it. */
  reclaim(instance: string, key: string): Promise<boolean> {
    return this.#backend.effects.renew({ instance, key, lease: this.lease() });
  }

  /** Ends the lease of an effect that is left undone, so that another process need not wait for it to run out. */
  async giveUp(instance: string, key: string): Promise<void> {
    await this.#backend.effects.renew({ instance, key, lease: this.spentLease() });
  }

  async #renew(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#clock.pause(renewalInterval, signal);
      if (signal.aborted) return;
      if (this.#held.size === 0) {
        this.#renewing = undefined;
        return;
      }
      const lease = this.lease();
      await Promise.all(
        [...this.#held].map(async ([key, held]) => {
          try {
            await this.#renewOne(key, held, lease);
          } catch {
            // The store cannot be reached. The next round tries again; if it comes too late, another process has
            // taken the effect over and the answer is that it is gone.
          }
        }),
      );
    }
  }

  async #renewOne(key: string, held: Held, lease: Lease): Promise<void> {
    const ours = await this.#backend.effects.renew({ instance: held.instance, key, lease });
    if (ours) held.until = lease.from + lease.duration;
    else if (this.#held.get(key) === held) held.stop.abort();
  }
}
