import type { Instances } from '../backend.ts';
import { forgottenAtOnce } from '../limits.ts';
import { list, number, text } from './reply.ts';
import type { Store } from './store.ts';

/**
 * Removes ended instances, a few with each script, partition by partition:
 *
 *     those that ended long enough ago ──► whose origin is settled ──► that have no pending effect: removed
 *
 * The origin may live in another partition, so it is asked for in between. Once settled it never is pending again.
 */
export function createForgetting(store: Store): Instances['forget'] {
  const { tags } = store.partitions;
  /** Where the next call begins: a partition with much to forget must not keep the others waiting. */
  let first = 0;

  return async ({ endedBefore, limit }) => {
    const order = [...tags.slice(first), ...tags.slice(0, first)];
    first = (first + 1) % tags.length;
    let forgotten = 0;
    for (const tag of order) forgotten += await forgetIn(store, tag, endedBefore, limit - forgotten);
    return forgotten;
  };
}

async function forgetIn(store: Store, tag: string, horizon: number, limit: number): Promise<number> {
  const { run } = store.connection;
  let forgotten = 0;
  let stayed = 0;
  while (forgotten < limit) {
    const page = Math.min(forgottenAtOnce, limit - forgotten);
    const [seen, ...rows] = list(await run('ended', tag, [horizon, stayed, page]));
    const settled = await Promise.all(rows.map((row) => whenSettled(store, row)));
    const ids = settled.flat();
    const removed = ids.length === 0 ? 0 : number(await run('forget-instances', tag, [horizon, ...ids]));
    forgotten += removed;
    stayed += rows.length - removed;
    if (number(seen) < page) break;
  }
  return forgotten;
}

/** The id of an ended instance, unless the effect that asked for it is pending. */
async function whenSettled({ connection, partitions }: Store, row: unknown): Promise<readonly string[]> {
  const [id, origin] = list(row).map(text);
  if (id === undefined || origin === undefined) return [];
  if (origin === '') return [id];
  const [instance = '', field = ''] = origin.split('\n', 2);
  const from = `${partitions.of(instance)}:instance:${instance}`;
  const pending = await connection.ask((client) => client.hexists(from, field));
  return pending === 0 ? [id] : [];
}
