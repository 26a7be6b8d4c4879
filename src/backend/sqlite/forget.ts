import type { Instances } from '../backend.ts';
import { forgottenAtOnce } from '../limits.ts';
import { text } from './row.ts';
import type { Store } from './store.ts';

/** Removes ended instances, a few with each write, so that what else the process does comes in between. */
export function createForgettingInstances({ driver, group }: Store): Instances['forget'] {
  // No workflow has a name like that of a schedule.
  const ended = driver.prepare(
    `SELECT id FROM instance
      WHERE ended_at <= ? AND status IN ('completed', 'faulted', 'cancelled') AND name NOT GLOB '*~schedule'
        AND NOT EXISTS (SELECT 1 FROM effect WHERE effect.instance = instance.id)
        AND NOT EXISTS (SELECT 1 FROM effect WHERE effect.instance = origin_instance AND effect.key = origin_key)
      ORDER BY ended_at LIMIT ?`,
  );
  const remove = [
    driver.prepare('DELETE FROM history WHERE instance = ?'),
    driver.prepare('DELETE FROM instance WHERE id = ?'),
  ];

  return async ({ endedBefore, limit }) => {
    let forgotten = 0;
    while (forgotten < limit) {
      const page = Math.min(forgottenAtOnce, limit - forgotten);
      if (ended.get(endedBefore, 1) === undefined) break;
      const removed = await group.write(() => {
        const ids = ended.all(endedBefore, page).map((row) => text(row, 'id'));
        for (const id of ids) for (const statement of remove) statement.run(id);
        return ids.length;
      });
      forgotten += removed;
      if (removed < page) break;
    }
    return forgotten;
  };
}
