import { list, number, text, texts } from './reply.ts';
import type { Store } from './store.ts';

/** What a caller wants to see through: one event, or all that were accepted at a time or earlier. */
export type Wanted = { readonly identity: string } | { readonly before: number };

/**
 * Goes on with events of a partition that are delivered in slices, one script after the other, so that Redis serves
 * others in between. Any number of processes may do it at once; each slice is delivered once.
 */
export async function spreadOut(store: Store, tag: string, now: number, wanted: Wanted): Promise<void> {
  const { connection, partitions, bell } = store;
  const [identity, before] = 'identity' in wanted ? [wanted.identity, ''] : ['', wanted.before];
  const reached = new Map<string, number>();
  try {
    for (let more = true; more; ) {
      const reply = await connection.run('spread', tag, [now, bell.answers ? 1 : 0, identity, before]);
      const [left, event, count, ...ids] = list(reply);
      bell.ring(texts(ids));
      reached.set(text(event), (reached.get(text(event)) ?? 0) + number(count));
      more = left === 1;
    }
  } finally {
    const counts = [...reached].filter(([, count]) => count > 0);
    await Promise.all(
      counts.map(([event, count]) => connection.run('reached', partitions.of(event), [event, count])),
    );
  }
}
