import { Slots } from '../limits/index.ts';
import type { Effect, Stimulus } from '../machine/index.ts';
import {
  type ActivityRunner,
  type ActivityWork,
  findOrder,
  type Order,
  runActivity,
} from './activity-run.ts';
import { type Carrier, cancelOrphan, carryOut, type StoredEffect } from './carry-out.ts';
import type { Clock } from './clock.ts';
import type { Leases } from './leases.ts';
import { type ActivityLimits, workflowName } from './limits.ts';
import { Lines } from './lines.ts';
import type { Log } from './log.ts';
import type { StopSign } from './stop-sign.ts';
import { isUnreachable } from './unreachable.ts';
import type { Warm } from './warm.ts';
import type { WorkCount } from './work-count.ts';

/*
 * Carries out effects after they were committed. One effect is
 *
 *   committed ─► held (leased to this process) ─► queued ─► running ─┬─► taken: a turn here was committed with its result
 *                  │                                                   └─► settled: forgotten, its result in the inbox
 *                  │ removed by a later commit,      │ failed to reach the store
 *                  │ or gone by a renewal            ▼
 *                  └─► dropped                     left: its lease runs out and some process takes it over
 *
 * Activities run side by side, up to a bound, and keep their lease while they queue for a place; how many may queue is
 * decided before they come here (see takeover.ts). The places go round the workflows that wait for one, and who is at a
 * limit is passed over. Some places are for activities that another process had. The other effects only write to the store, so they wait for no place (nor do subscriptions, within a bound of their own); those of one instance are carried out one after the other,
 * so that its events are published in the order it emitted them.
 */

/** How long to wait before a result is offered again to a store that cannot be reached. */
const settleRetryDelay = 500;

/** Subscriptions that a process holds open at a time; each is a connection. Further ones wait for their turn. */
const maxSubscriptions = 1_000;

export interface DispatchOptions extends ActivityRunner, Carrier {
  readonly clock: Clock;
  readonly leases: Leases;
  readonly warm: Warm;
  readonly work: WorkCount;
  /** Offers a result to a turn of this process; false when it has to be settled (see results.ts). */
  readonly offer: (instance: string, key: string, result: Stimulus) => Promise<boolean>;
  /** Activities at a time. */
  readonly concurrency: number;
  /** How many of these places only those may have that another process had. */
  readonly reserved: number;
  readonly limits: ActivityLimits;
  /** Called after an activity has ended here, however it did. */
  readonly freed: () => void;
  readonly log: Log;
}

/** What is known of an effect that is dispatched. */
interface Dispatch {
  /** The name of its workflow, where that is known already. */
  readonly workflow?: string;
  /** What an activity is to do, where that is known already. */
  readonly order?: Order;
  /** Another process had it before. */
  readonly ofAnother?: boolean;
  /** It is held beyond what there is room for, as its workflow's share. */
  readonly sharing?: boolean;
}

/** True for an activity that has to have one of the places; a subscription has none of these. */
export function takesPlace(effect: Effect): boolean {
  return effect.kind === 'activity' && effect.subscription !== true;
}

/** True for an activity that nobody waits for. */
export function isDetached(effect: Effect): boolean {
  return effect.kind === 'activity' && effect.detached === true;
}

export class Dispatcher {
  readonly #options: DispatchOptions;
  readonly #slots: Slots;
  readonly #subscriptions: Slots;
  /** Effects whose subscriptions are open. */
  readonly #open = new Set<string>();
  /** Effects that only write to the store, in a line for each instance. */
  readonly #lines = new Lines();
  /** Aborts when the process waits no longer for what runs. */
  readonly #leaving = new AbortController();
  #activities = 0;
  #activitiesOfOthers = 0;
  #sharing = 0;
  /** Activities held, by workflow, as far as that is known. */
  readonly #ofWorkflow = new Map<string, number>();
  #stopping = false;

  constructor(options: DispatchOptions) {
    this.#options = options;
    const { clock: pace, concurrency: count, reserved } = options;
    this.#slots = new Slots({ count, reserved, pace });
    this.#subscriptions = new Slots({ count: maxSubscriptions, pace });
  }

  /** Activities held, those that queue included. */
  get activities(): number {
    return this.#activities;
  }

  /** How many of them another process had before. */
  get activitiesOfOthers(): number {
    return this.#activitiesOfOthers;
  }

  /** How many of them are held beyond what there is room for. */
  get sharing(): number {
    return this.#sharing;
  }

  /** How many wait for a limit and not for a place. */
  get passedOver(): number {
    return this.#slots.passedOver;
  }

  /** Activities of a workflow that are held. */
  activitiesOf(workflow: string): number {
    return this.#ofWorkflow.get(workflow) ?? 0;
  }

  /** Carries an effect out that is leased to this process. Returns at once; a second call for one effect does nothing. */
  dispatch(instance: string, effect: Effect, about: Dispatch = {}): void {
    const { leases, warm, work } = this.#options;
    const stop = leases.hold(instance, effect.key);
    if (stop === undefined) return;
    if (this.#stopping) stop.abort();
    if (takesPlace(effect) && !isDetached(effect)) warm.hold(instance, effect.key);
    this.#count(effect, about, 1);
    work.begin();
    void this.#carryOut(instance, effect, about, stop);
  }

  /** Never rejects. */
  async #carryOut(instance: string, effect: Effect, about: Dispatch, stop: StopSign): Promise<void> {
    const { leases, log, offer, warm, work } = this.#options;
    const { kind, key } = effect;
    try {
      const result =
        kind === 'activity'
          ? await this.#run({ instance, effect, order: about.order, stop }, about)
          : await this.#write(instance, effect, stop);
      const stopped = stop.aborted;
      if (!stopped && result !== undefined && (await offer(instance, key, result))) return;
      const outcome = stopped ? 'left' : await this.#settle(instance, effect, result);
      if (outcome !== 'settled' && kind === 'start') await cancelOrphan(this.#options, effect);
      if (outcome === 'left' && this.#stopping) await leases.giveUp(instance, key);
    } catch (error) {
      log({ level: 'warn', message: `${oneOf(kind)} was left to be repeated`, instance, error });
    } finally {
      leases.release(key);
      if (takesPlace(effect) && !isDetached(effect)) warm.release(instance, key);
      this.#count(effect, about, -1);
      if (kind === 'activity') this.#options.freed();
      work.end();
    }
  }

  /** What only writes to the store. */
  #write(instance: string, effect: StoredEffect, stop: StopSign): Promise<Stimulus | undefined> {
    return this.#lines.enter(instance, async () => {
      await this.#options.leases.confirm(effect.key);
      return stop.aborted ? undefined : carryOut(this.#options, instance, effect);
    });
  }

  #count(effect: Effect, { workflow, ofAnother, sharing }: Dispatch, change: number): void {
    if (!takesPlace(effect)) return;
    this.#activities += change;
    if (ofAnother) this.#activitiesOfOthers += change;
    if (sharing) this.#sharing += change;
    if (workflow !== undefined) this.#countOf(workflow, change);
  }

  #countOf(workflow: string, change: number): void {
    if (change === 0) return;
    const count = this.activitiesOf(workflow) + change;
    if (count === 0) this.#ofWorkflow.delete(workflow);
    else this.#ofWorkflow.set(workflow, count);
  }

  /** Stops working on an effect that a commit has removed. */
  abort(key: string): void {
    this.#options.leases.abort(key);
  }

  /** Lets what runs end until the signal aborts, then leaves the rest to other processes. */
  async stop(patience: AbortSignal): Promise<void> {
    this.#stopping = true;
    const { leases, work } = this.#options;
    const abort = (): void => {
      this.#leaving.abort();
      leases.abortAll();
    };
    // They would go on for ever.
    for (const key of this.#open) leases.abort(key);
    if (patience.aborted) abort();
    patience.addEventListener('abort', abort, { once: true });
    await work.ended();
    patience.removeEventListener('abort', abort);
  }

  /** Runs an activity once there is a place for it, and its limits have room. */
  async #run(work: ActivityWork, { workflow, ofAnother }: Dispatch): Promise<Stimulus | undefined> {
    const order = work.order ?? (await findOrder(this.#options, work));
    if (order === undefined || 'kind' in order) return order;
    if (work.effect.subscription === true) return this.#hold(work, order);
    if (work.stop.aborted) return undefined;
    const group = workflow ?? workflowName(order.workflow);
    const limits = this.#options.limits.of(order);
    const counted = workflow === undefined ? 1 : 0;
    this.#countOf(group, counted);
    try {
      const privileged = ofAnother === true;
      const giveBack =
        this.#slots.takeNow({ group, privileged, limits }) ??
        (await this.#slots.take({ signal: work.stop, group, privileged, limits }));
      if (giveBack === undefined) return undefined;
      try {
        return await runActivity(this.#options, work, order);
      } finally {
        giveBack();
      }
    } finally {
      this.#countOf(group, -counted);
    }
  }

  /** A subscription does nothing most of the time, so it keeps no activity from running. */
  async #hold(work: ActivityWork, order: Order): Promise<Stimulus | undefined> {
    const giveBack = await this.#subscriptions.take({ signal: work.stop });
    if (giveBack === undefined) return undefined;
    this.#open.add(work.effect.key);
    try {
      return await runActivity(this.#options, work, order);
    } finally {
      this.#open.delete(work.effect.key);
      giveBack();
    }
  }

  /**
   * `gone`: it was settled or removed before. `left`: the process stopped first. A result is worth writing even when
   * another process has taken the effect over meanwhile: it saves the repeat.
   */
  async #settle(
    instance: string,
    effect: Effect,
    result: Stimulus | undefined,
  ): Promise<'settled' | 'gone' | 'left'> {
    const { backend, clock, log } = this.#options;
    const { signal } = this.#leaving;
    while (!signal.aborted) {
      try {
        const request = { instance, key: effect.key, now: clock.now() };
        const settled = await backend.effects.settle(result === undefined ? request : { ...request, result });
        return settled ? 'settled' : 'gone';
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        const message = `the result of ${oneOf(effect.kind)} could not be written yet`;
        log({ level: 'warn', message, instance, error });
        await clock.pause(settleRetryDelay, signal);
      }
    }
    return 'left';
  }
}

function oneOf(kind: string): string {
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}
