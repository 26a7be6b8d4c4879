/**
 * Ids of inbox entries that a store makes itself. An inbox holds an id at most once, so these say what counts as the
 * same entry: one event under one key, one timer at one time.
 */
export function eventEntryId(key: string, arrival: number): string {
  return `event:${arrival}:${key}`;
}

export function timerEntryId(timer: string, at: number): string {
  return `timer:${at}:${timer}`;
}
