import type { Backend, Chore } from '../backend/backend.ts';
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

/** Milliseconds between two looks, while there is more to remove at the least, and when there was no more. */
const shortPause = 50;
const longPause = 5_000;

export interface RetentionOptions {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly work: WorkCount;
  /** Milliseconds for which instances stay after their end. */
  readonly keepEnded: number;
  readonly log: Log;
}

/**
 * Removes what ended long enough ago:
 *
 *   resting ─► looking ─ less than a batch, or for long enough ─► resting
 *               │  ▲
 *              a whole batch: as long as that took
 *
 * So one that is behind takes half of the time that its store would have for it.
 */
export function forgetting({ backend, clock, work, keepEnded, log }: RetentionOptions): Chore {
  const stay = Math.max(shortestStay, keepEnded);
  let removed = 0;
  const look = told(log, 'ended instances could not be removed', async () => {
    removed = 0;
    removed = await backend.instances.forget({ endedBefore: clock.now() - stay, limit: batch });
  });
  return {
    name: 'forget',
    interval: longPause,
    async run(signal) {
      const end = clock.now() + longPause;
      for (let begun = clock.now(); begun < end && !signal.aborted; begun = clock.now()) {
        await work.track(look);
        if (removed < batch) return;
        await clock.pause(Math.max(shortPause, clock.now() - begun), signal);
      }
    },
  };
}
