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
        [...effects].flatMap(([key, held]) => (held.until <= now ? [{ instance, key, held }] : [])),
      );
      const order = (a: (typeof expired)[number]) => a.held.until;
      const taken = expired
        .sort((a, b) => order(a) - order(b) || compare(a.instance, b.instance) || compare(a.key, b.key))
        .slice(0, limit);
      for (const { held } of taken) Object.assign(held, endOf(lease));
      return taken.map(({ instance, held }) => ({ instance, effect: held.effect }));
    },
  };
}

export function endOf({ owner, from, duration }: Lease): Pick<HeldEffect, 'owner' | 'until'> {
  return { owner, until: from + duration };
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
