import type { RecordedEntry } from '../backend/backend.ts';

/** True for the entry after which an instance's log is complete. */
export function endsInstance(entry: Pick<RecordedEntry, 'type'>): boolean {
  return (
    entry.type === 'instance.completed' ||
    entry.type === 'instance.faulted' ||
    entry.type === 'instance.cancelled'
  );
}
