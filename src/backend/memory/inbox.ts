import type { Stimulus } from '../../machine/stimulus.ts';
import type { AcceptedEvent } from '../backend.ts';
import { eventEntryId } from '../entry-id.ts';
import type { Row } from './store.ts';

/** Adds an entry unless one with this id waits already. */
export function receive(row: Row, id: string, stimulus: Stimulus): void {
  if (!row.inbox.some((entry) => entry.id === id)) row.inbox.push({ id, stimulus });
}

/** Puts an event found under a key into an inbox. */
export function deliver(row: Row, key: string, { event, arrival }: AcceptedEvent): void {
  receive(row, eventEntryId(key, arrival), { kind: 'event', key, event, arrival });
}
