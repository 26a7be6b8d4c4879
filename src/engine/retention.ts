import type { Backend } from '../backend/backend.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { told } from './told.ts';
import type { WorkCount } from './work-count.ts';

/**
 * An ended instance stays for so long in any case: those who hear of its end then ask for its output, and a request to
 * start it may be on its way a second time.
 */
const shortestStay = 10_000;

/** Instances that one look removes. */
const batch = 500;

/** Milliseconds between two looks, while there is more to remove at the least, and when there was no more on average. */
const shortPause = 50;
const longPause = 5_000;

export interface RetentionOptions {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly work: WorkCount;
  /** Milliseconds for which instances stay after their end. */
  readonly keepEnded: number;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

/**
 * Removes what ended long enough ago, until the signal aborts:
 *
 *   resting, for a time drawn anew each time ─► looking ─ less than a batch ─► resting
 *                                                │  ▲
 *                           a whole batch: as long as that took
 *
 * So processes that began together do not look together, and one that is behind takes half of the time that its store
 * would have for it.
 */
export async function forgetRegularly(options: RetentionOptions, signal: AbortSignal): Promise<void> {
  const { backend, clock, work, log } = options;
  const stay = Math.max(shortestStay, options.keepEnded);
  const rest = (): number => longPause * (0.5 + options.random());
  let pause = rest();
  const look = told(log, 'ended instances could not be removed', async () => {
    pause = rest();
    const begun = clock.now();
    const removed = await backend.instances.forget({ endedBefore: begun - stay, limit: batch });
    if (removed === batch) pause = Math.max(shortPause, clock.now() - begun);
  });
  while (!signal.aborted) {
    await clock.pause(pause, signal);
    if (!signal.aborted) await work.track(look);
  }
}
