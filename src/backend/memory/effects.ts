import { hasEnded } from '../../machine/instance.ts';
import type { Effects, Lease } from '../backend.ts';
import { receive } from './inbox.ts';
import type { HeldEffect, Store } from './store.ts';

export function memoryEffects({ rows, queue }: Store): Effects {
  return {
    async settle({ instance, key, result }) {
      const row = rows.get(instance);
      if (row === undefined || !row.effects.delete(key)) return false;
      if (result !== undefined && !hasEnded(row.instance.status)) {
        receive(row, key, result);
        queue.ring(instance);
      }
      return true;
    },
    async renew({ instance, key, lease }) {
      const held = rows.get(instance)?.effects.get(key);
      if (held === undefined || held.owner !== lease.owner) return false;
      Object.assign(held, endOf(lease));
      return true;
    },
    async takeExpired({ now, lease, limit }) {
      const expired = [...rows].flatMap(([instance, { effects }]) =>
        [...effects.values()].filter(({ until }) => until <= now).map((held) => ({ instance, held })),
      );
      const taken = expired
        .sort(({ held: a }, { held: b }) => a.until - b.until || a.order - b.order)
        .slice(0, limit)
        .sort(({ held: a }, { held: b }) => a.order - b.order);
      for (const { held } of taken) Object.assign(held, endOf(lease));
      return taken.map(({ instance, held }) => ({ instance, effect: held.effect }));
    },
  };
}

export function endOf({ owner, from, duration }: Lease): Pick<HeldEffect, 'owner' | 'until'> {
  return { owner, until: from + duration };
}
