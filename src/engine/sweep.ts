import type { Backend } from '../backend/backend.ts';
import type { Alarm } from './alarm.ts';
import type { Clock } from './clock.ts';
import type { Dispatcher } from './dispatch.ts';
import type { Leases } from './leases.ts';
import type { Log } from './log.ts';
import type { WorkCount } from './work-count.ts';

/** An instance that has had something in its inbox for this long, and no answer, is rung for again. */
const answerTime = 1_000;

export interface SweepOptions {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly dispatcher: Dispatcher;
  readonly leases: Leases;
  readonly work: WorkCount;
  /** Milliseconds. */
  readonly interval: number;
  readonly log: Log;
}

/**
 * What makes every loss a delay: at an interval it rings again for instances that nobody answered, takes over effects
 * whose process is gone, and looks for timers of processes that are gone. Runs until the signal aborts.
 */
export async function sweepRegularly(options: SweepOptions, signal: AbortSignal): Promise<void> {
  const { clock, work, interval, log } = options;
  let failing = false;
  while (!signal.aborted) {
    try {
      await work.track(() => sweep(options));
      failing = false;
    } catch (error) {
      // Once for each outage, not once a second.
      if (!failing) log({ level: 'warn', message: 'the store could not be swept', error });
      failing = true;
    }
    await clock.sleep(clock.now() + interval, signal);
  }
}

async function sweep({ backend, clock, alarm, dispatcher, leases }: SweepOptions): Promise<void> {
  alarm.check();
  const now = clock.now();
  await backend.doorbell.sweep({ now, before: now - answerTime });
  const limit = dispatcher.room;
  if (limit === 0) return;
  const taken = await backend.effects.takeExpired({ now, lease: leases.lease(), limit });
  for (const { instance, effect } of taken) dispatcher.dispatch(instance, effect);
}
