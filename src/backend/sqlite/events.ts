import type { CloudEvent } from '../../events/cloudevent.ts';
import type { AcceptedEvent, Events, RoutedEvent } from '../backend.ts';
import { createRevision } from './definitions.ts';
import type { Row } from './driver.ts';
import type { After } from './group.ts';
import { sqliteInbox } from './inbox.ts';
import { createCreation } from './instances.ts';
import { integer, json, text } from './row.ts';
import type { Store } from './store.ts';

export function sqliteEvents(store: Store): Events {
  const { driver, group } = store;
  const accept = createAcceptance(store);
  const newest = driver.prepare('SELECT * FROM event ORDER BY arrival DESC LIMIT ?');
  const newestOfType = driver.prepare('SELECT * FROM event WHERE type = ? ORDER BY arrival DESC LIMIT ?');

  return {
    accept: (routed) => group.write((after) => accept(routed, after)),
    async list({ type, limit }) {
      const rows = type === undefined ? newest.all(limit) : newestOfType.all(type, limit);
      return rows.map(accepted);
    },
  };
}

/** Takes an event in, delivers it and starts what it starts, all inside one write. */
function createAcceptance(
  store: Store,
): (routed: RoutedEvent, after: After) => 'accepted' | 'duplicate' | 'stale' {
  const { driver, queue } = store;
  const inbox = sqliteInbox(store);
  const create = createCreation(store, inbox);
  const forget = createForgetting(store);
  const current = createRevision(store);
  const insert = driver.prepare(
    `INSERT INTO event (source, id, type, accepted_at, deliveries, event) VALUES (?, ?, ?, ?, 0, ?)
      ON CONFLICT DO NOTHING RETURNING arrival`,
  );
  const waiting = driver.prepare('SELECT instance FROM wait WHERE key = ?');
  const keepUnder = driver.prepare('INSERT OR IGNORE INTO kept VALUES (?, ?)');
  const count = driver.prepare('UPDATE event SET deliveries = ? WHERE arrival = ?');

  return ({ event, now, keys, starts, revision }, after) => {
    if (revision !== undefined && revision !== current()) return 'stale';
    forget(now);
    const body = JSON.stringify(event);
    const take = () => insert.get(event.source, event.id, event.type, now, body);
    const row = take() ?? (forget(now, event) > 0 ? take() : undefined);
    if (row === undefined) return 'duplicate';
    const arrival = integer(row, 'arrival');
    const reached = new Set<string>();
    for (const { key, keep } of keys) {
      for (const found of waiting.all(key)) {
        const instance = text(found, 'instance');
        inbox.deliver(instance, key, body, arrival);
        reached.add(instance);
      }
      if (keep) keepUnder.run(key, arrival);
    }
    for (const instance of reached) after(() => queue.ring(instance));
    for (const start of starts) if (create(start, after)) reached.add(start.id);
    if (reached.size > 0) count.run(reached.size, arrival);
    return 'accepted';
  };
}

/** Expired events that one write drops: others wait for no longer than that takes. */
export const forgottenEvents = 500;

/**
 * Drops what is older than the retention time, inside a write: the oldest, or one event. Returns how many were dropped.
 */
export function createForgetting({
  driver,
  retention,
}: Store): (now: number, one?: Pick<CloudEvent, 'source' | 'id'>) => number {
  const oldest = driver.prepare(
    `SELECT arrival FROM event WHERE accepted_at <= ? ORDER BY accepted_at LIMIT ${forgottenEvents}`,
  );
  const same = driver.prepare('SELECT arrival FROM event WHERE accepted_at <= ? AND source = ? AND id = ?');
  const dropKept = driver.prepare('DELETE FROM kept WHERE arrival = ?');
  const dropEvent = driver.prepare('DELETE FROM event WHERE arrival = ?');

  return (now, one) => {
    const horizon = now - retention;
    const expired = one === undefined ? oldest.all(horizon) : same.all(horizon, one.source, one.id);
    for (const row of expired) {
      const arrival = integer(row, 'arrival');
      dropKept.run(arrival);
      dropEvent.run(arrival);
    }
    return expired.length;
  };
}

function accepted(row: Row): AcceptedEvent {
  return {
    event: json<CloudEvent>(row, 'event'),
    arrival: integer(row, 'arrival'),
    acceptedAt: integer(row, 'accepted_at'),
    deliveries: integer(row, 'deliveries'),
  };
}
