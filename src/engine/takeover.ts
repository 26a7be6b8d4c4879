import type { Backend, Lease, PendingEffect } from '../backend/backend.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import type { Effect, Instance } from '../machine/index.ts';
import type { Clock } from './clock.ts';
import { type Dispatcher, isDetached, takesPlace } from './dispatch.ts';
import type { Leases } from './leases.ts';
import { Left } from './left.ts';
import { workflowName } from './limits.ts';
import type { Log } from './log.ts';
import { Tempo } from './tempo.ts';
import type { WorkCount } from './work-count.ts';

/*
 * Which effects this process leases. The store is the queue of all processes; each holds no more activities than it has
 * use for:
 *
 *   a turn adds activities ─┬─ there is room ─► leased by the commit, held here
 *                           └─ no room, or behind ─► left: committed with a lease that is over already
 *
 *   level ─ an activity was left, here or by a look ─► behind ─┬─ the store has no more ─► level
 *                                                       │  ▲    └─ none but what was left meanwhile ─► catching up ─► level
 *                                      there is room ─► ask for as many as there is room for
 *
 * Catching up, the rest is asked for at once, and new activities are held here again as long as there is much room: else
 * each question would find something that was left since, and a burst would keep all that follows in the store.
 *
 * Room is for twice as many activities as may run at a time, so that the next one is at hand when a slot becomes free;
 * and for what ends within a tenth of a second, so that short ones need not go through the store.
 * Those that wait for a limit of their workflow or host take up none of it, within a bound of their own. While behind,
 * new activities go to the end of the line in the store, else those that wait there would never have their turn. Behind,
 * each activity that ends asks again once a quarter of the room is free.
 *
 * The line is in the order of arrival, but what a look gives up goes to its end. So that a workflow need not wait for another one's thousands, each has a share: as
 * long as few of its own are here, what its turns add is held beyond the room, and takes its turn with the others. What
 * was left of it here, because there were more, is fetched past the line when its share has room again: its lease is this
 * process's still, unless somebody else has taken it.
 *
 * Every sweep looks for effects whose lease has run out, whoever left them, in pages until there are no more:
 *
 *   expired ─┬─ publish, start, report, cancel ─► carried out, however busy the process is
 *            └─ an activity ─┬─ room, or this process did not leave it and the reserve has room ─► held here
 *                            └─ else ─► its lease is given up at once: another process may have room
 *
 * An activity that another process had may run in the slots kept in reserve, so the work of a process that was killed
 * starts again although the survivors have enough of their own. What other processes have left cannot be told from that
 * and may take up the reserve. A look that gave something up is followed by a sweep without one, and stops after a
 * number of effects; the rest is for the next look. So a store full of waiting activities costs each process a bounded
 * number of writes a second.
 */

/** Activities held for each slot. */
const heldPerSlot = 2;

/** All activities held for each slot, those included that wait for a limit. */
const mostPerSlot = 6;

/** The share of one workflow, and of all that have one, for each slot. */
const sharePerSlot = 1;
const sharesPerSlot = 4;

/** Effects taken over by one call. */
const page = 256;

/** Effects that one look goes through, and how many of them it gives up again, at the most (up to a page more). */
const mostRead = 4_096;
const mostGivenUp = 1_024;

/** Slots kept for activities that other processes had: an eighth, at least one, none where it would be felt. */
export function reserveOf(slots: number): number {
  return slots < 4 ? 0 : Math.max(1, Math.floor(slots / 8));
}

/** What a commit does about the effects it adds. */
export interface Undertaking {
  readonly lease: Lease;
  /** False: they are left to whoever has room for them. */
  readonly activities: boolean;
  /** They are held as the share of their workflow. */
  readonly sharing: boolean;
  /** To be called when the commit is over, however it went: what it has no use for is room again. */
  end(): void;
}

export interface TakeoverOptions {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly leases: Leases;
  readonly work: WorkCount;
  /** Activities at a time. */
  readonly slots: number;
  readonly log: Log;
}

export class Takeover {
  readonly #options: TakeoverOptions;
  readonly #tempo = new Tempo();
  readonly #mostFromOthers: number;
  readonly #left = new Left();
  /** Effects whose leases are being taken back. */
  readonly #fetching = new Set<string>();
  /** How often something was left: tells an answer of the store that is older than that. */
  #timesLeft = 0;
  /** Activities of commits that are under way: within the room, and by workflow within its share. */
  #promised = 0;
  readonly #promisedShares = new Map<string, number>();
  #standing: 'level' | 'catching up' | 'behind' = 'level';
  #asking = false;
  #resting = false;
  #stopped = false;

  constructor(options: TakeoverOptions) {
    this.#options = options;
    this.#mostFromOthers = heldPerSlot * Math.max(1, reserveOf(options.slots));
  }

  /**
   * How a turn of a workflow that adds these effects is to lease them. It takes the results of `settled` activities held
   * here.
   */
  undertake(effects: readonly Effect[], settled: number, workflow: DefinitionId): Undertaking {
    const { leases } = this.#options;
    let added = 0;
    for (const effect of effects) if (takesPlace(effect)) added += 1;
    // They come in the place of those that have ended.
    const count = Math.max(0, added - settled);
    // One that nobody waits for can be run by this process only.
    const fits = added === 0 || effects.some(isDetached) || (this.#takesNew && count <= this.#room);
    const name = workflowName(workflow);
    // Behind what was left of its own, else that would never have its turn.
    const sharing = !fits && this.#left.countOf(name) === 0 && count <= this.#shareLeft(name);
    if (fits) this.#promised += count;
    else if (sharing) this.#promiseShare(name, count);
    return {
      lease: fits || sharing ? leases.lease() : leases.spentLease(),
      activities: fits || sharing,
      sharing,
      end: () => {
        if (fits) this.#promised -= count;
        else if (sharing) this.#promiseShare(name, -count);
        this.refill();
      },
    };
  }

  /** How many more activities of a workflow may be held beyond the room. */
  #shareLeft(workflow: string): number {
    const { dispatcher, slots } = this.#options;
    const promised = [...this.#promisedShares.values()].reduce((sum, count) => sum + count, 0);
    const own = dispatcher.activitiesOf(workflow) + (this.#promisedShares.get(workflow) ?? 0);
    return Math.min(sharePerSlot * slots - own, sharesPerSlot * slots - dispatcher.sharing - promised);
  }

  #promiseShare(workflow: string, change: number): void {
    const count = (this.#promisedShares.get(workflow) ?? 0) + change;
    if (count === 0) this.#promisedShares.delete(workflow);
    else this.#promisedShares.set(workflow, count);
  }

  /** These activities of an instance were committed and are held by nobody. */
  left({ id, definition }: Pick<Instance, 'id' | 'definition'>, effects: readonly Effect[]): void {
    const workflow = workflowName(definition);
    for (const effect of effects) this.#left.add(workflow, { instance: id, effect });
    this.#timesLeft += 1;
    // It may have been decided when there was less room, and not have been there for the last question.
    this.#standing = this.#standing !== 'behind' && this.#hasMuchRoom ? 'catching up' : 'behind';
    this.refill();
  }

  /** Asks for activities that were left, if any are known of and there is enough room. Returns at once. */
  refill(): void {
    this.#fetchShares();
    if (this.#asking || !this.#wantsMore) return;
    this.#asking = true;
    void this.#options.work.track(async () => {
      try {
        while (this.#wantsMore) await this.#ask();
      } catch (error) {
        // The next activity that ends asks again, or the sweep.
        this.#options.log({ level: 'warn', message: 'no activities could be taken over', error });
      } finally {
        this.#asking = false;
      }
    });
  }

  /** Takes back what was left here, as far as the shares of its workflows have room. */
  #fetchShares(): void {
    if (this.#stopped) return;
    for (const workflow of this.#left.workflows()) {
      const room = this.#shareLeft(workflow);
      for (const pending of room > 0 ? this.#left.takeOf(workflow, room) : []) {
        this.#promiseShare(workflow, 1);
        void this.#options.work.track(() => this.#fetch(workflow, pending));
      }
    }
  }

  async #fetch(workflow: string, { instance, effect }: PendingEffect): Promise<void> {
    const { dispatcher, leases, log } = this.#options;
    this.#fetching.add(effect.key);
    try {
      const ours = await leases.reclaim(instance, effect.key);
      if (ours) dispatcher.dispatch(instance, effect, { workflow, sharing: true });
    } catch (error) {
      // It has its place in the line.
      log({ level: 'warn', message: 'an activity could not be taken back', instance, error });
    } finally {
      this.#fetching.delete(effect.key);
      this.#promiseShare(workflow, -1);
    }
  }

  /** Goes through the effects whose lease has run out. `some` is false when there are none. */
  async look(some = true): Promise<void> {
    if (!some && this.#standing === 'level') return;
    this.#resting = this.#standing !== 'level' && !this.#resting;
    if (this.#resting) return this.refill();
    const timesLeft = this.#timesLeft;
    const surplus: PendingEffect[] = [];
    let read = 0;
    let more = true;
    while (more && !this.#stopped && read < mostRead && surplus.length < mostGivenUp) {
      const taken = await this.#take(page);
      surplus.push(...taken.filter((pending) => !this.#accept(pending)));
      read += taken.length;
      more = taken.length === page;
    }
    const { leases } = this.#options;
    if (surplus.length > 0) {
      this.#timesLeft += 1;
      this.#standing = 'behind';
    } else if (!more && this.#timesLeft === timesLeft) this.#standing = 'level';
    // Some may have been fetched meanwhile.
    const unwanted = surplus.filter(({ effect }) => !this.#isHere(effect.key));
    await Promise.all(unwanted.map(({ instance, effect }) => leases.giveUp(instance, effect.key)));
  }

  /** An activity has ended here, however it did. */
  ended(): void {
    this.#tempo.note(this.#options.clock.now());
    this.refill();
  }

  /** Asks for no more. */
  stop(): void {
    this.#stopped = true;
  }

  get #most(): number {
    const { clock, slots } = this.#options;
    return Math.max(heldPerSlot * slots, slots + this.#tempo.lately(clock.now()));
  }

  get #room(): number {
    const { dispatcher, slots } = this.#options;
    const held = dispatcher.activities - dispatcher.sharing;
    const room = Math.min(this.#most - held + dispatcher.passedOver, mostPerSlot * slots - held);
    return Math.max(0, room - this.#promised);
  }

  /** Whether what turns of this process add may be held here, and need not wait behind what is in the store. */
  get #takesNew(): boolean {
    return this.#standing === 'level' || (this.#standing === 'catching up' && this.#hasMuchRoom);
  }

  get #hasMuchRoom(): boolean {
    return this.#room >= this.#most / 4;
  }

  get #wantsMore(): boolean {
    return this.#standing !== 'level' && !this.#stopped && this.#hasMuchRoom;
  }

  async #ask(): Promise<void> {
    const limit = this.#room;
    const timesLeft = this.#timesLeft;
    const taken = await this.#take(limit);
    for (const pending of taken) this.#dispatch(pending);
    if (taken.length < limit) this.#standing = this.#timesLeft === timesLeft ? 'level' : 'catching up';
  }

  #take(limit: number): Promise<readonly PendingEffect[]> {
    const { backend, clock, leases } = this.#options;
    return backend.effects.takeExpired({ now: clock.now(), lease: leases.lease(), limit });
  }

  /** False when there is no room for it. */
  #accept(pending: PendingEffect): boolean {
    const { dispatcher } = this.#options;
    const fits =
      !takesPlace(pending.effect) ||
      // Its lease has run out although this process lives, and is renewed by this.
      this.#isHere(pending.effect.key) ||
      this.#room > 0 ||
      (!this.#left.has(pending.effect.key) && dispatcher.activitiesOfOthers < this.#mostFromOthers);
    if (fits) this.#dispatch(pending);
    return fits;
  }

  #isHere(key: string): boolean {
    return this.#options.leases.isHeld(key) || this.#fetching.has(key);
  }

  #dispatch({ instance, effect }: PendingEffect): void {
    const ofAnother = !this.#left.delete(effect.key);
    this.#options.dispatcher.dispatch(instance, effect, { ofAnother });
  }
}
