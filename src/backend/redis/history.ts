import type { History } from '../backend.ts';
import { hangUp, isHungUp } from './connection.ts';
import { recorded } from './rows.ts';
import type { Store } from './store.ts';
import { explainError } from './unreachable.ts';

/** Messages that one read brings. */
const page = 1000;

export function redisHistory({ connection, partitions }: Store): History {
  const keyOf = (instance: string): string => `${partitions.of(instance)}:history:${instance}`;

  return {
    async read({ instance, after }) {
      const first = Math.max(0, after) + 1;
      const messages = await connection.ask((client) => client.xrange(keyOf(instance), `${first}-0`, '+'));
      return messages.flatMap(([id, fields]) => recorded(id, fields)).filter((entry) => entry.number > after);
    },
    async *follow({ instance, after, signal }) {
      if (signal.aborted) return;
      const client = connection.patient();
      const leave = (): void => hangUp(client);
      signal.addEventListener('abort', leave);
      let last = Math.max(0, after);
      try {
        while (!isHungUp(client)) {
          const streams = await client.xread(
            'COUNT',
            page,
            'BLOCK',
            0,
            'STREAMS',
            keyOf(instance),
            `${last}-0`,
          );
          for (const [id, fields] of streams?.[0]?.[1] ?? []) {
            for (const entry of recorded(id, fields)) {
              if (signal.aborted) return;
              if (entry.number <= last) continue;
              last = entry.number;
              yield entry;
            }
          }
        }
      } catch (error) {
        // The connection ends when the signal aborts and when the store is closed; both just end the log.
        if (!isHungUp(client)) throw explainError(error, connection.label);
      } finally {
        signal.removeEventListener('abort', leave);
        leave();
      }
    },
  };
}
