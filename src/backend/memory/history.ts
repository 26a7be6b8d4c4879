import type { History } from '../backend.ts';
import type { Store } from './store.ts';

export function memoryHistory({ rows, followers }: Store): History {
  const read: History['read'] = async ({ instance, after }) => {
    const history = rows.get(instance)?.history ?? [];
    const forgotten = (history[0]?.number ?? 1) - 1;
    return history.slice(Math.max(0, after - forgotten));
  };

  return { read, follow: (query) => followers.follow(query, read) };
}
