/**
 * What one line of work (the instance, or one branch of a fork) has made of events so far. Events under a correlated
 * key are kept by the store and offered again to each new wait, so that a reply that came early is not lost; this
 * record is what keeps one event from being taken twice.
 */
export interface Seen {
  /** Arrival numbers of the events taken last, oldest first. */
  readonly taken: readonly number[];
  /** What arrived up to here is older than `taken` remembers: of what the store keeps, it is not taken any more. */
  readonly floor: number;
  /** By wait key: the last arrival taken. Later events are worth offering. */
  readonly passed: Readonly<Record<string, number>>;
  /** By wait key: the first arrival that was looked at and left alone. It is worth offering to another wait. */
  readonly ignored: Readonly<Record<string, number>>;
}

/** Events remembered as taken, and keys remembered with a position; what is older costs another look, or is past. */
const rememberedEvents = 256;
const rememberedKeys = 64;

export const nothingSeen: Seen = { taken: [], floor: 0, passed: {}, ignored: {} };

/**
 * Only an event that is offered again (`kept`) can be one of those that are forgotten. Any other comes once, but not always
 * in the order of arrival: one for many instances is handed to them in slices, and later ones may overtake it.
 */
export function hasTaken(seen: Seen, arrival: number, kept: boolean): boolean {
  return (kept && arrival <= seen.floor) || seen.taken.includes(arrival);
}

export function take(seen: Seen, key: string, arrival: number): Seen {
  const taken = [...seen.taken, arrival];
  const forgotten = taken.slice(0, Math.max(0, taken.length - rememberedEvents));
  return {
    ...seen,
    taken: taken.slice(forgotten.length),
    floor: Math.max(seen.floor, ...forgotten),
    passed: note(seen.passed, key, Math.max(arrival, seen.passed[key] ?? 0)),
  };
}

export function ignore(seen: Seen, key: string, arrival: number): Seen {
  const first = seen.ignored[key];
  if (first !== undefined && first <= arrival) return seen;
  return { ...seen, ignored: note(seen.ignored, key, arrival) };
}

/** A new wait under the key wants kept events that arrived after this; undefined: all since the instance was created. */
export function since(seen: Seen, key: string): number | undefined {
  const ignored = seen.ignored[key];
  const passed = ignored === undefined ? seen.passed[key] : ignored - 1;
  if (passed === undefined) return seen.floor === 0 ? undefined : seen.floor;
  return Math.max(passed, seen.floor);
}

/** What is known after a branch has ended: that of the line around it and its own. */
export function merge(around: Seen, branch: Seen): Seen {
  // Most branches take no events, and what is the same value is written once.
  if (branch === around || branch === nothingSeen) return around;
  if (around === nothingSeen) return branch;
  const fresh = branch.taken.filter((arrival) => !around.taken.includes(arrival));
  const taken = [...around.taken, ...fresh].slice(-rememberedEvents);
  return {
    taken,
    floor: Math.max(around.floor, branch.floor),
    passed: bounded({ ...around.passed, ...branch.passed }),
    ignored: bounded({ ...around.ignored, ...branch.ignored }),
  };
}

/** The key moves to the end, so that the ones not used for longest are dropped first. */
function note(
  positions: Readonly<Record<string, number>>,
  key: string,
  position: number,
): Readonly<Record<string, number>> {
  const { [key]: _before, ...others } = positions;
  return bounded({ ...others, [key]: position });
}

function bounded(positions: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const entries = Object.entries(positions);
  return entries.length <= rememberedKeys ? positions : Object.fromEntries(entries.slice(-rememberedKeys));
}
