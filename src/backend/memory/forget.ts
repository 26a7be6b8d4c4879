import { hasEnded } from '../../machine/instance.ts';
import { scheduledBy } from '../../machine/schedule-name.ts';
import type { Instances } from '../backend.ts';
import type { Row, Store } from './store.ts';

/** Removes ended instances that nothing can need any more, those that ended first before the others. */
export function forgetInstances(
  { rows }: Store,
  { endedBefore, limit }: Parameters<Instances['forget']>[0],
): number {
  const isPending = ({ origin }: Row): boolean =>
    origin !== undefined && rows.get(origin.instance)?.effects.has(origin.key) === true;
  const forgotten = [...rows.values()]
    .filter(({ instance }) => hasEnded(instance.status) && endOf(instance) <= endedBefore)
    .filter((row) => row.effects.size === 0 && !isPending(row))
    .filter(({ instance }) => scheduledBy(instance.definition) === undefined)
    .sort((a, b) => endOf(a.instance) - endOf(b.instance))
    .slice(0, limit);
  for (const { instance } of forgotten) rows.delete(instance.id);
  return forgotten.length;
}

function endOf({ endedAt = Number.POSITIVE_INFINITY }: Row['instance']): number {
  return endedAt;
}
