import type { Effects, PendingEffect } from '../backend.ts';
import { list, number } from './reply.ts';
import { pendingEffect } from './rows.ts';
import type { Store } from './store.ts';

export function redisEffects({ connection, partitions, bell }: Store): Effects {
  return {
    async settle({ instance, key, result, now }) {
      const args = [instance, key, result === undefined ? '' : JSON.stringify(result), now];
      const outcome = number(await connection.run('settle', partitions.of(instance), args));
      if (outcome === 1) await bell.ring([instance]);
      return outcome >= 0;
    },
    async renew({ instance, key, lease }) {
      const args = [instance, key, lease.owner, lease.duration];
      return (await connection.run('renew', partitions.of(instance), args)) === 1;
    },
    async takeExpired({ lease, limit }) {
      const taken: PendingEffect[] = [];
      // One after the other, so that no more than `limit` are taken in all.
      for (const tag of partitions.tags) {
        const rest = limit - taken.length;
        if (rest <= 0) break;
        const rows = await connection.run('take-expired', tag, [rest, lease.owner, lease.duration]);
        taken.push(...list(rows).map(pendingEffect));
      }
      return taken;
    },
  };
}
