import type { Backend } from '../backend/backend.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { WorkCount } from './work-count.ts';

/** How long a store that could not be asked is left alone. */
const retryDelay = 1_000;

/**
 * The one sleep of a process that all its timers share:
 *
 *   asleep until the earliest timer ─due─► firing ─► asleep until the next one
 *     ▲  │ an earlier timer was committed
 *     └──┘
 *
 * Waiting instances have no timer of their own in any process. Timers that other processes commit are theirs to fire;
 * if such a process dies, the sweep finds them.
 */
export class Alarm {
  readonly #backend: Backend;
  readonly #clock: Clock;
  readonly #work: WorkCount;
  readonly #log: Log;
  readonly #stopped = new AbortController();
  #at = Number.NEGATIVE_INFINITY;
  #sleep = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: {
    readonly backend: Backend;
    readonly clock: Clock;
    readonly work: WorkCount;
    readonly log: Log;
  }) {
    this.#backend = options.backend;
    this.#clock = options.clock;
    this.#work = options.work;
    this.#log = options.log;
  }

  /** True when a timer is due and not fired yet. */
  get due(): boolean {
    return this.#running !== undefined && !this.#stopped.signal.aborted && this.#at <= this.#clock.now();
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There is a timer at this time. */
  arm(at: number): void {
    if (at >= this.#at) return;
    this.#at = at;
    this.#sleep.abort();
  }

  /** Looks for due timers now. */
  check(): void {
    this.arm(Number.NEGATIVE_INFINITY);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#sleep.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      if (this.due) await this.#work.track(() => this.#fire());
      else {
        this.#sleep = new AbortController();
        await this.#clock.sleep(this.#at, this.#sleep.signal);
      }
    }
  }

  async #fire(): Promise<void> {
    this.#at = Number.POSITIVE_INFINITY;
    try {
      const next = await this.#backend.doorbell.fire(this.#clock.now());
      if (next !== undefined) this.arm(next);
    } catch (error) {
      this.#log({ level: 'warn', message: 'timers could not be fired', error });
      void this.#clock.pause(retryDelay, this.#stopped.signal).then(() => this.check());
    }
  }
}
