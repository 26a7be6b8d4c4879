import type { Backend, Chore, Prospect } from '../backend/backend.ts';
import { untilBeat } from '../time/index.ts';
import type { Alarm } from './alarm.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { forgetting } from './retention.ts';
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
  /** Milliseconds for which instances stay after their end; for ever unless given. */
  readonly keepEnded: number | undefined;
  readonly log: Log;
}

/**
 * What makes every loss a delay, each at an interval of its own, until the signal aborts. One that fails keeps nobody
 * from the others. Where processes share the store, what concerns it as a whole is done by one of them for all.
 */
export async function sweepRegularly(options: SweepOptions, signal: AbortSignal): Promise<void> {
  const { backend, clock } = options;
  const [own, common] = [ownChores(options), storeChores(options)];
  const sharing = backend.chores?.share(common);
  const here = sharing === undefined ? [...own, ...common] : own;
  await Promise.all(here.map((chore) => regularly(chore, clock, signal)));
  await sharing?.stop();
}

/**
 * What every process does for itself: it fires timers that were set by processes that are gone, takes over as many of
 * their effects as it has room for, and learns of schedules that were applied. Where the store can tell what there is to
 * do, it is asked once for all three.
 */
function ownChores(options: SweepOptions): readonly Chore[] {
  const { backend, alarm, takeover, schedules, work, interval, log } = options;
  const { doorbell } = backend;
  let looking: Promise<Prospect> | undefined;
  // They begin together, and an answer that is on its way is new enough.
  const look = (): Promise<Prospect> => {
    looking ??= (doorbell.look?.() ?? Promise.resolve(anything)).finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const takeOver = told(log, 'no effects could be taken over', async () => {
    const { expired } = await look();
    await takeover.look(expired);
  });
  const schedule = told(log, 'schedules could not be started', async () => {
    const { revision } = await look();
    await schedules.refresh(revision);
  });
  return [
    {
      name: 'timers',
      interval,
      async run() {
        const { nextTimer } = await look();
        if (nextTimer !== undefined) alarm.arm(nextTimer);
      },
    },
    { name: 'effects', interval, run: () => work.track(takeOver) },
    { name: 'schedules', interval, run: () => work.track(schedule) },
  ];
}

/** Where nothing is told, all is tried. */
const anything: Prospect = { nextTimer: Number.NEGATIVE_INFINITY, expired: true };

/**
 * What is done once for a store: to ring again for instances that nobody answered, to finish events that were routed
 * halfway, to forget what has been kept for long enough.
 */
function storeChores(options: SweepOptions): readonly Chore[] {
  const { backend, clock, work, interval, keepEnded, log } = options;
  const sweep = told(log, 'the store could not be swept', () => {
    const now = clock.now();
    return backend.doorbell.sweep({ now, before: now - answerTime });
  });
  return [
    { name: 'sweep', interval, run: () => work.track(sweep) },
    ...(keepEnded === undefined ? [] : [forgetting({ backend, clock, work, keepEnded, log })]),
  ];
}

async function regularly({ run, interval }: Chore, clock: Clock, signal: AbortSignal): Promise<void> {
  const begun = clock.now();
  while (!signal.aborted) {
    await run(signal);
    await clock.pause(untilBeat({ begun, now: clock.now(), interval }), signal);
  }
}
