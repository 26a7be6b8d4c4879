/**
 * Milliseconds until the next whole `interval` since `begun`: what is done at intervals by several parts of a process falls
 * together, so that the process wakes once for all and what they ask for leaves together. At least half an interval, so
 * a timer that is early, or a clock that was set, makes nothing happen twice. All in milliseconds of one clock.
 */
export function untilBeat({ begun, now, interval }: Beat): number {
  const since = (now - begun) % interval;
  const left = interval - (since < 0 ? since + interval : since);
  return left < interval / 2 ? left + interval : left;
}

export interface Beat {
  readonly begun: number;
  readonly now: number;
  readonly interval: number;
}
