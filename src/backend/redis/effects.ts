import type { Effects, PendingEffect } from '../backend.ts';
import { fieldOf } from './effect-field.ts';
import { list, number } from './reply.ts';
import { pendingEffect } from './rows.ts';
import type { Store } from './store.ts';

export function redisEffects({ connection, partitions, bell }: Store): Effects {
  /** Where the next search for expired effects begins: a full partition must not keep the others waiting. */
  let first = 0;

  return {
    async settle({ instance, key, result, now }) {
      const stimulus = result === undefined ? '' : JSON.stringify(result);
      const args = [instance, fieldOf(instance, key), key, stimulus, now];
      const outcome = number(await connection.run('settle', partitions.of(instance), args));
      if (outcome === 1) bell.ring([instance]);
      return outcome >= 0;
    },
    async renew({ instance, key, lease }) {
      const args = [instance, fieldOf(instance, key), lease.owner, lease.duration];
      return (await connection.run('renew', partitions.of(instance), args)) === 1;
    },
    async takeExpired({ lease, limit }) {
      const taken: PendingEffect[] = [];
      const errors: unknown[] = [];
      const order = [...partitions.tags.slice(first), ...partitions.tags.slice(0, first)];
      first = (first + 1) % order.length;
      // One after the other, so that no more than `limit` are taken in all.
      for (const tag of order) {
        const rest = limit - taken.length;
        if (rest <= 0) break;
        try {
          const rows = await connection.run('take-expired', tag, [rest, lease.owner, lease.duration]);
          taken.push(...list(rows).map(pendingEffect));
        } catch (error) {
          errors.push(error);
        }
      }
      // What was taken must be carried out, whatever became of the rest.
      if (taken.length === 0 && errors.length > 0) throw errors[0];
      return taken;
    },
  };
}
