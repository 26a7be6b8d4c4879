import { setTimeout as sleep } from 'node:timers/promises';
import { untilBeat } from '../../time/index.ts';
import type { Chore, Chores, Listening } from '../backend.ts';
import { type ChoreQueue, type Duty, startChoreQueue } from './chore-queue.ts';
import { hangUp } from './connection.ts';
import type { Store } from './store.ts';

/**
 * How one of all processes comes to do the chores. BullMQ hands the duty to one of them (see chore-queue.ts), which does
 * each chore at its interval and leaves a stamp that fades, fresh for as long as the chore takes. The others watch:
 *
 *     watching ─ BullMQ gives it the duty ─► on duty ─ the process stops, or has lost it ─► watching
 *        │ ▲
 *        │ └─ the stamp of a chore is there ─► asleep until it would fade
 *        └─── it has faded, and this process is the first to see it ─► does the chore, offers the duty anew ─► watching
 *
 * So the queue is a convenience: without its rows, or without anything that works on it, a chore is done every three
 * intervals, and the first one that finds it undone makes the queue again. The stamps live outside of the queue, and
 * fade by the clock of Redis. A chore that the process on duty does not know is done by those who watch.
 */
export function redisChores(store: Store): Chores {
  return {
    share(chores) {
      const sharing = new Sharing(store, chores);
      return { stop: () => sharing.stop() };
    },
  };
}

/** A chore counts as undone when nobody has done it for so many of its intervals. */
const patience = 3;

/** Whoever comes on duty leaves a chore alone until its stamp is this many intervals old: it may still be under way. */
const respect = 1.5;

class Sharing implements Listening {
  readonly #store: Store;
  readonly #chores: readonly Chore[];
  readonly #over = new AbortController();
  readonly #begun = performance.now();
  readonly #client: ReturnType<Store['connection']['patient']>;
  readonly #queue: Promise<ChoreQueue>;
  readonly #watching: Promise<unknown>;
  /** Resolves when this process is not on duty any more. */
  #duty: Promise<void> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(store: Store, chores: readonly Chore[]) {
    this.#store = store;
    this.#chores = chores;
    this.#client = store.connection.patient();
    this.#queue = startChoreQueue({
      client: this.#client,
      tag: store.meta,
      patience: this.#dutyLife,
      hold: (duty) => this.#hold(duty),
    });
    this.#watching = Promise.all(chores.map((chore) => this.#watch(chore)));
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    this.#over.abort();
    await this.#queue.then((queue) => queue.close()).catch(() => {});
    hangUp(this.#client);
    await this.#watching;
  }

  /** Milliseconds between two times that the duty is kept. */
  get #pulse(): number {
    return Math.min(...this.#chores.map(({ interval }) => interval));
  }

  /** Milliseconds. */
  get #dutyLife(): number {
    return patience * this.#pulse;
  }

  async #hold(duty: Duty): Promise<void> {
    const shift = this.#serve(duty);
    this.#duty = shift;
    await shift;
    this.#duty = undefined;
  }

  /** On duty, until the process stops or has lost it. */
  async #serve(duty: Duty): Promise<void> {
    const over = new AbortController();
    const end = (): void => over.abort();
    this.#over.signal.addEventListener('abort', end);
    if (this.#over.signal.aborted) end();
    let kept = performance.now();
    // Not to be lost by an answer that does not come.
    const isHeld = (): boolean => !over.signal.aborted && performance.now() - kept < this.#dutyLife;
    const keep = async (): Promise<void> => {
      const asked = performance.now();
      if (await duty.keep()) kept = asked;
      else end();
    };
    const keeping = async (): Promise<void> => {
      while (isHeld()) {
        void keep().catch(() => {});
        await this.#beat(this.#pulse, over.signal);
      }
      end();
    };
    const tending = async (chore: Chore): Promise<void> => {
      await this.#untilOld(chore, over.signal);
      while (isHeld()) {
        await this.#perform(chore, over.signal);
        await this.#beat(chore.interval, over.signal);
      }
    };
    await Promise.all([keeping(), ...this.#chores.map(tending)]);
    this.#over.signal.removeEventListener('abort', end);
  }

  /** Waits until a chore has not been done for as long as whoever does it would let pass. */
  async #untilOld(chore: Chore, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const left = await this.#store.connection
        .ask((client) => client.pttl(this.#stampOf(chore)))
        .catch(() => 0);
      const young = left - (patience - respect) * chore.interval;
      if (young <= 0) return;
      await pause(young, signal);
    }
  }

  /** Until all that this process does at intervals is done again. */
  #beat(interval: number, signal: AbortSignal): Promise<void> {
    return pause(untilBeat({ begun: this.#begun, now: performance.now(), interval }), signal);
  }

  async #watch(chore: Chore): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      if (this.#duty !== undefined) {
        await this.#duty;
        continue;
      }
      // What fails is the store's absence, or the queue's: both are looked at again.
      const left = await this.#look(chore).catch(() => chore.interval);
      await pause(left, signal);
    }
  }

  /** Returns the milliseconds until the chore is to be looked at again. */
  async #look(chore: Chore): Promise<number> {
    const { connection } = this.#store;
    const left = await connection.ask((client) => client.pttl(this.#stampOf(chore)));
    if (left > 0) return left;
    const first = await connection.ask((client) =>
      client.set(this.#stampOf(chore), 1, 'PX', lifeOf(chore), 'NX'),
    );
    if (first === null) return lifeOf(chore);
    // The one on duty next need not wait for a chore that takes long.
    const offering = this.#queue.then((queue) => queue.offer()).catch(() => {});
    await this.#perform(chore, this.#over.signal);
    await offering;
    return lifeOf(chore);
  }

  async #perform(chore: Chore, signal: AbortSignal): Promise<void> {
    const done = new AbortController();
    const fresh = this.#keepFresh(chore, done.signal);
    await chore.run(signal);
    done.abort();
    await fresh;
  }

  async #keepFresh(chore: Chore, done: AbortSignal): Promise<void> {
    while (!done.aborted) {
      // What cannot be written now is written soon, or fades: then another process may do the chore as well.
      await this.#stamp(chore).catch(() => {});
      await pause(chore.interval, done);
    }
  }

  #stamp(chore: Chore): Promise<unknown> {
    return this.#store.connection.ask((client) => client.set(this.#stampOf(chore), 1, 'PX', lifeOf(chore)));
  }

  #stampOf({ name }: Chore): string {
    return `${this.#store.meta}:done:${name}`;
  }
}

/** Milliseconds for which a chore counts as done. */
function lifeOf({ interval }: Chore): number {
  return patience * interval;
}

/** Resolves early when the signal aborts. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return sleep(milliseconds, undefined, { signal }).catch(() => {});
}
