import type { Stimulus } from '../../machine/stimulus.ts';
import type { AcceptedEvent } from '../backend.ts';
import { eventEntryId } from '../entry-id.ts';
import type { Row } from './store.ts';

/** Adds an entry unless one with this id waits already. */
export function receive(row: Row, id: string, stimulus: Stimulus): void {
  if (!row.inbox.some((entry) => entry.id === id)) row.inbox.push({ id, stimulus });
}

/** Puts an event found under a key into an inbox; `kept` for one that came before the wait. */
export function deliver(row: Row, key: string, { event, arrival }: AcceptedEvent, kept = false): void {
  const stimulus = { kind: 'event' as const, key, event, arrival };
  receive(row, eventEntryId(key, arrival), kept ? { ...stimulus, kept } : stimulus);
}
