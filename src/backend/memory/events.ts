import type { AcceptedEvent, Events, RoutedEvent } from '../backend.ts';
import { deliver } from './inbox.ts';
import { create } from './instances.ts';
import type { Store } from './store.ts';

export function memoryEvents(store: Store): Events {
  return {
    async accept(routed) {
      return accept(store, routed);
    },
    async list({ type, limit }) {
      return [...store.accepted.values()]
        .filter(({ event }) => event.type === (type ?? event.type))
        .reverse()
        .slice(0, limit);
    },
  };
}

function accept(
  store: Store,
  { event, now, keys, starts, revision }: RoutedEvent,
): 'accepted' | 'duplicate' | 'stale' {
  if (revision !== undefined && revision !== String(store.revision)) return 'stale';
  forget(store, now);
  const identity = JSON.stringify([event.source, event.id]);
  if (store.accepted.has(identity)) return 'duplicate';
  store.arrival += 1;
  const accepted = { event, arrival: store.arrival, acceptedAt: now, deliveries: 0 };
  const reached = new Set<string>();
  for (const { key, keep } of keys) {
    for (const instance of store.waiting.get(key) ?? []) {
      const row = store.rows.get(instance);
      if (row === undefined) continue;
      deliver(row, key, accepted);
      reached.add(instance);
    }
    if (keep) store.kept.set(key, [...(store.kept.get(key) ?? []), accepted]);
  }
  for (const start of starts) if (create(store, start)) reached.add(start.id);
  store.accepted.set(identity, { ...accepted, deliveries: reached.size });
  store.oldest = Math.min(store.oldest, now);
  for (const instance of reached) store.queue.ring(instance);
  return 'accepted';
}

/** Drops what is older than the retention time. */
export function forget(store: Store, now: number): void {
  if (store.oldest > now - store.retention) return;
  const expired = ({ acceptedAt }: AcceptedEvent): boolean => acceptedAt <= now - store.retention;
  store.oldest = Number.POSITIVE_INFINITY;
  for (const [identity, accepted] of store.accepted) {
    if (expired(accepted)) store.accepted.delete(identity);
    else store.oldest = Math.min(store.oldest, accepted.acceptedAt);
  }
  for (const [key, kept] of store.kept) {
    const rest = kept.filter((accepted) => !expired(accepted));
    if (rest.length === kept.length) continue;
    if (rest.length > 0) store.kept.set(key, rest);
    else store.kept.delete(key);
  }
}
