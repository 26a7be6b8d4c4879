import type { Stimulus } from '../../machine/stimulus.ts';
import type { InboxEntry } from '../backend.ts';
import { eventEntryId } from '../entry-id.ts';
import { inboxLimit } from '../limits.ts';
import { json, text } from './row.ts';
import type { Store } from './store.ts';

/** The entries of one instance that wait, oldest first. To be changed inside a write only. */
export interface Inbox {
  /** Adds an entry unless one with this id waits already. */
  receive(instance: string, id: string, stimulus: Stimulus): void;
  /**
   * Puts an event found under a key into an inbox; `kept` for one that came before the wait. The event is JSON text and
   * stays as it came.
   */
  deliver(instance: string, key: string, event: string, arrival: number, kept?: boolean): void;
  read(instance: string): readonly InboxEntry[];
  consume(instance: string, ids: readonly string[]): void;
  clear(instance: string): void;
  isEmpty(instance: string): boolean;
  /** Every instance whose inbox is not empty. */
  pending(): readonly string[];
}

export function sqliteInbox({ driver }: Pick<Store, 'driver'>): Inbox {
  const insert = driver.prepare('INSERT OR IGNORE INTO inbox (instance, id, stimulus) VALUES (?, ?, ?)');
  const select = driver.prepare(
    'SELECT id, stimulus FROM inbox WHERE instance = ? ORDER BY position LIMIT ?',
  );
  const remove = driver.prepare('DELETE FROM inbox WHERE instance = ? AND id = ?');
  const clear = driver.prepare('DELETE FROM inbox WHERE instance = ?');
  const first = driver.prepare('SELECT 1 FROM inbox WHERE instance = ? LIMIT 1');
  const pending = driver.prepare('SELECT DISTINCT instance FROM inbox');

  return {
    receive(instance, id, stimulus) {
      insert.run(instance, id, JSON.stringify(stimulus));
    },
    deliver(instance, key, event, arrival, kept = false) {
      const more = kept ? ',"kept":true' : '';
      const stimulus = `{"kind":"event","key":${JSON.stringify(key)},"event":${event},"arrival":${arrival}${more}}`;
      insert.run(instance, eventEntryId(key, arrival), stimulus);
    },
    read: (instance) =>
      select
        .all(instance, inboxLimit)
        .map((row) => ({ id: text(row, 'id'), stimulus: json<Stimulus>(row, 'stimulus') })),
    consume(instance, ids) {
      for (const id of ids) remove.run(instance, id);
    },
    clear(instance) {
      clear.run(instance);
    },
    isEmpty: (instance) => first.get(instance) === undefined,
    pending: () => pending.all().map((row) => text(row, 'instance')),
  };
}
