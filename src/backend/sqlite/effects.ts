import type { Effects } from '../backend.ts';
import { readEffect } from '../stored-effect.ts';
import { sqliteInbox } from './inbox.ts';
import { text } from './row.ts';
import type { Store } from './store.ts';

export function sqliteEffects(store: Store): Effects {
  const { driver, group, queue } = store;
  const inbox = sqliteInbox(store);
  const remove = driver.prepare('DELETE FROM effect WHERE instance = ? AND key = ?');
  const renew = driver.prepare('UPDATE effect SET until = ? WHERE instance = ? AND key = ? AND owner = ?');
  const isLive = driver.prepare(
    "SELECT 1 FROM instance WHERE id = ? AND status NOT IN ('completed', 'faulted', 'cancelled')",
  );
  const expired = driver.prepare(
    `SELECT position, instance, key, effect FROM
      (SELECT * FROM effect WHERE until <= ? ORDER BY until, position LIMIT ?) ORDER BY position`,
  );
  const take = driver.prepare('UPDATE effect SET owner = ?, until = ? WHERE instance = ? AND key = ?');

  return {
    settle: ({ instance, key, result }) =>
      group.write((after) => {
        if (remove.run(instance, key) === 0) return false;
        if (result !== undefined && isLive.get(instance) !== undefined) {
          inbox.receive(instance, key, result);
          after(() => queue.ring(instance));
        }
        return true;
      }),
    renew: ({ instance, key, lease }) =>
      group.write(() => renew.run(lease.from + lease.duration, instance, key, lease.owner) > 0),
    takeExpired: ({ now, lease, limit }) =>
      group.write(() =>
        expired.all(now, limit).map((row) => {
          const [instance, key] = [text(row, 'instance'), text(row, 'key')];
          take.run(lease.owner, lease.from + lease.duration, instance, key);
          return { instance, effect: readEffect(key, text(row, 'effect')) };
        }),
      ),
  };
}
