import { type Clock, type Engine, SimulatedClock } from '../engine/index.ts';
import type { CloudEvent } from '../events/index.ts';
import { hasEnded } from '../machine/index.ts';
import type { Listeners } from './listening.ts';
import type { WatchedStore } from './watched-store.ts';

/** How a run went on until nothing was left to do. */
export interface Course {
  /** Events that workflows emitted, in order. */
  readonly emitted: readonly CloudEvent[];
  /** How many of the events to feed nothing listened for. */
  readonly unused: number;
  /** Why it stopped before the instance had ended. */
  readonly stopped?: string;
}

/*
 * What makes a run go on:
 *
 *   engine works ─idle─► instance ended? ──yes──► done
 *     ▲                    │ no
 *     ├──── fed ◄── an event that something listens for?
 *     │                    │ none
 *     ├── later ◄── a timer? (simulated time jumps there, real time is waited for)
 *     │                    │ none
 *     └── never ◄── stopped: nothing that could still happen is within this process
 */

/** Drives the engine of a run until its instance has ended, nothing can happen any more, or the time is up. */
export async function drive(options: {
  readonly engine: Engine;
  readonly store: WatchedStore;
  readonly clock: Clock;
  readonly listeners: Listeners;
  /** Fed in this order, except that one which nothing listens for yet lets later ones pass. */
  readonly events: readonly CloudEvent[];
  /** Milliseconds of real time. */
  readonly timeout: number | undefined;
}): Promise<Course> {
  const { engine, store, clock, listeners, timeout } = options;
  const pending = [...options.events];
  const fed = new Set<CloudEvent>();
  const timeUp = new AbortController();
  const alarm = timeout === undefined ? undefined : setTimeout(() => timeUp.abort(), timeout);
  const noMoreTime = new Promise<void>((resolve) => {
    timeUp.signal.addEventListener('abort', () => resolve());
  });

  const course = (stopped?: string): Course => ({
    emitted: store.accepted.filter((event) => !fed.has(event)),
    unused: pending.length,
    ...(stopped === undefined ? {} : { stopped }),
  });

  async function feed(): Promise<boolean> {
    for (const [index, event] of pending.entries()) {
      if (!listeners.starts(event, store.mayStart) && !(await listeners.take(event))) continue;
      pending.splice(index, 1);
      fed.add(event);
      await engine.accept(event);
      return true;
    }
    return false;
  }

  try {
    for (;;) {
      await Promise.race([settled(engine, listeners, timeUp.signal), noMoreTime]);
      if (await hasMainEnded(store)) return course();
      if (timeUp.signal.aborted) return course(`the time is up${await waiting(listeners)}`);
      if (await feed()) continue;
      const next = await store.backend.doorbell.nextTimer();
      if (next === undefined) return course(`nothing can go on${await waiting(listeners)}`);
      if (clock instanceof SimulatedClock) clock.advanceTo(next);
      else await clock.sleep(next, timeUp.signal);
    }
  } finally {
    clearTimeout(alarm);
  }
}

/** A ring that nobody has answered yet is no work of the engine: what it is for is still in an inbox. */
async function settled(engine: Engine, listeners: Listeners, signal: AbortSignal): Promise<void> {
  do await engine.idle();
  while (!signal.aborted && (await listeners.hasInbox()));
}

async function hasMainEnded({ backend, main }: WatchedStore): Promise<boolean> {
  const id = main();
  const instance = id === undefined ? undefined : await backend.instances.get(id);
  return instance !== undefined && hasEnded(instance.status);
}

async function waiting(listeners: Listeners): Promise<string> {
  const lines = await listeners.describe();
  return lines.length === 0 ? '' : `: ${lines.join('; ')}`;
}
