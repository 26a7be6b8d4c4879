import type { History } from '../backend.ts';
import type { Store } from './store.ts';

export function memoryHistory({ rows, followers }: Store): History {
  const read: History['read'] = async ({ instance, after }) =>
    rows.get(instance)?.history.slice(Math.max(0, after)) ?? [];

  return { read, follow: (query) => followers.follow(query, read) };
}
