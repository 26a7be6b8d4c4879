import type { HistoryEntry } from '../../machine/command.ts';
import type { History, RecordedEntry } from '../backend.ts';
import { integer, json } from './row.ts';
import type { Store } from './store.ts';

/** Milliseconds after which a process that is not the owner looks whether another one has written. */
const lookAgain = 300;

/**
 * A follower in the owner's process is told of each write. In any other process it looks every 300 ms at
 * `PRAGMA data_version`, which changes with a write of another process, and reads again when it did.
 */
export function sqliteHistory({ driver, followers, owns, closed }: Store): History {
  const select = driver.prepare(
    'SELECT number, entry FROM history WHERE instance = ? AND number > ? ORDER BY number',
  );
  const version = driver.prepare('PRAGMA data_version');

  const read: History['read'] = async ({ instance, after }) =>
    select
      .all(instance, after)
      .map((row): RecordedEntry => ({ number: integer(row, 'number'), ...json<HistoryEntry>(row, 'entry') }));

  async function* followOthers(query: Parameters<History['follow']>[0]): AsyncGenerator<RecordedEntry> {
    let seen = integer(version.get(), 'data_version');
    const look = (): void => {
      try {
        const now = integer(version.get(), 'data_version');
        if (now === seen) return;
        seen = now;
      } catch {
        // A file that cannot be read fails the follower's own next read, and not a timer that nobody hears.
      }
      followers.notify(query.instance);
    };
    const timer = setInterval(look, lookAgain);
    const stop = (): void => clearInterval(timer);
    closed.addEventListener('abort', stop);
    try {
      for await (const entry of followers.follow(query, read)) {
        // Whoever waits for an entry keeps the process alive, whoever has stopped asking does not.
        timer.unref();
        yield entry;
        timer.ref();
      }
    } finally {
      closed.removeEventListener('abort', stop);
      stop();
    }
  }

  return { read, follow: (query) => (owns() ? followers.follow(query, read) : followOthers(query)) };
}
