import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../problem/failure.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { ActivityContext } from '../activity.ts';
import { deferred, type Place, type Protocol, type Subscription } from './broker.ts';
import type { Shape } from './codec.ts';
import { createFeed } from './feed.ts';

/** Milliseconds before a broker that was lost is tried again, and for how long it is tried. */
const firstDelay = 500;
const longestDelay = 8_000;
const patience = 60_000;

/*
 * A subscription is
 *
 *   opening ─► open ─ the broker is gone ─► lost ─ after a while ─► opening
 *      │         │                            └─ for too long ─► fails
 *      │         └─ the signal aborts ─► closed (kept by the broker, or forgotten)
 *      └─ fails the first time ─► fails
 */

/** Holds a subscription open until the signal aborts. */
export async function holdSubscription(options: {
  readonly protocol: Protocol;
  readonly place: Place;
  readonly shapes: readonly Shape[];
  readonly context: ActivityContext;
}): Promise<void> {
  const { context } = options;
  let lostAt: number | undefined;
  let delay = firstDelay;
  for (;;) {
    let opened = false;
    try {
      await holdOnce(options, () => {
        opened = true;
      });
      return;
    } catch (error) {
      if (context.signal.aborted) return;
      if (opened) {
        lostAt = undefined;
        delay = firstDelay;
      }
      const isFirst = !opened && lostAt === undefined;
      lostAt ??= Date.now();
      if (isFirst || isFinal(error) || Date.now() - lostAt > patience) throw error;
      await sleep(delay, undefined, { signal: context.signal }).catch(() => undefined);
      delay = Math.min(2 * delay, longestDelay);
    }
  }
}

/** A broker that comes back does not help: the store is gone, or the workflow is to blame. */
function isFinal(error: unknown): boolean {
  return error instanceof WorkflowError || error instanceof Failure;
}

/** Resolves when the signal has aborted; rejects when the broker is gone. */
async function holdOnce(
  { protocol, place, shapes, context }: Parameters<typeof holdSubscription>[0],
  opened: () => void,
): Promise<void> {
  const { signal, inlet } = context;
  if (inlet === undefined) throw new Error('a subscription has nowhere to put its messages');
  const failed = deferred<Error>();
  const aborted = deferred<undefined>();
  const abort = (): void => aborted.resolve(undefined);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const feed = createFeed(inlet, shapes, signal, failed.resolve);
  let subscription: Subscription | undefined;
  try {
    subscription = await protocol.subscribe(place, feed);
    opened();
    const error = await Promise.race([failed.promise, subscription.lost, aborted.promise]);
    if (error !== undefined) throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    await feed.close();
    const keep = !signal.aborted || (await inlet.wanted().catch(() => true));
    await subscription?.close({ keep }).catch(() => undefined);
  }
}
