import type { History } from '../backend.ts';
import { type Client, hangUp, isHungUp } from './connection.ts';
import { recorded } from './rows.ts';
import type { Store } from './store.ts';
import { explainError } from './unreachable.ts';

/** Messages that one read brings. */
const page = 1000;

/** Connections kept for followers to come: to make one costs more than most logs. */
const spareConnections = 4;

export function redisHistory({ connection, partitions }: Store): History {
  /** Connections of followers that have ended between two reads. */
  const spare: Client[] = [];
  const keyOf = (instance: string): string => `${partitions.of(instance)}:history:${instance}`;

  return {
    async read({ instance, after }) {
      const first = Math.max(0, after) + 1;
      const messages = await connection.ask((client) => client.xrange(keyOf(instance), `${first}-0`, '+'));
      return messages.flatMap(([id, fields]) => recorded(id, fields)).filter((entry) => entry.number > after);
    },
    async *follow({ instance, after, signal }) {
      if (signal.aborted) return;
      const client = spare.pop() ?? connection.patient();
      const leave = (): void => hangUp(client);
      signal.addEventListener('abort', leave);
      let last = Math.max(0, after);
      let reading = false;
      try {
        while (!isHungUp(client)) {
          reading = true;
          const streams = await client.xread(
            'COUNT',
            page,
            'BLOCK',
            0,
            'STREAMS',
            keyOf(instance),
            `${last}-0`,
          );
          reading = false;
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
        const reusable = !reading && !isHungUp(client) && client.status === 'ready';
        if (reusable && spare.length < spareConnections) spare.push(client);
        else leave();
      }
    },
  };
}
