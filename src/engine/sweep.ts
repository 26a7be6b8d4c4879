import type { Backend } from '../backend/backend.ts';
import type { Alarm } from './alarm.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Schedules } from './schedules.ts';
import type { Takeover } from './takeover.ts';
import { told } from './told.ts';
import type { WorkCount } from './work-count.ts';

/** An instance that has had something in its inbox for this long, and no answer, is rung for again. */
const answerTime = 1_000;

export interface SweepOptions {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly takeover: Takeover;
  readonly schedules: Schedules;
  readonly work: WorkCount;
  /** Milliseconds. */
  readonly interval: number;
  readonly log: Log;
}

/**
 * What makes every loss a delay: at an interval it rings again for instances that nobody answered, takes over effects
 * whose process is gone, looks for timers of processes that are gone, and starts the schedules of what was applied.
 * One that fails keeps nobody from the others.
 * Runs until the signal aborts.
 */
export async function sweepRegularly(options: SweepOptions, signal: AbortSignal): Promise<void> {
  const { backend, clock, alarm, work, interval, log } = options;
  const ring = told(log, 'the store could not be swept', () => {
    const now = clock.now();
    return backend.doorbell.sweep({ now, before: now - answerTime });
  });
  const takeOver = told(log, 'no effects could be taken over', () => options.takeover.look());
  const schedule = told(log, 'schedules could not be started', () => options.schedules.refresh());
  while (!signal.aborted) {
    await work.track(async () => {
      alarm.check();
      await Promise.all([ring(), takeOver(), schedule()]);
    });
    await clock.pause(interval, signal);
  }
}
