import { Failure } from '../../problem/failure.ts';
import type { Driver } from './driver.ts';

/** Runs `action` once the write is durable: what others are told of. */
export type After = (action: () => void) => void;

/**
 * Group commit. A write waits for the end of the event loop's turn, and all that wait then share one transaction,
 * that is, one sync of the disk:
 *
 *     write ──► waiting ──setImmediate──► BEGIN, one write after the other, COMMIT ──────────────► promises settle
 *                                           │ one throws                                          ▲
 *                                           └─► ROLLBACK, BEGIN, each in its savepoint, COMMIT ───┘
 *
 * A write that throws is rolled back to its savepoint and rejects alone. When the transaction itself fails, all its
 * writes reject and none has happened. Everything runs synchronously, so nobody reads between BEGIN and COMMIT.
 */
export interface Group {
  /** The work may be done twice, of which the last time counts: it does nothing but write to the database. */
  write<T>(work: (after: After) => T): Promise<T>;
  /** Commits what waits now; later writes are refused. */
  close(): void;
}

interface Pending {
  /** Does the work; what is to be done once it is durable comes back. */
  run(): () => void;
  reject(reason: unknown): void;
}

/** What an action throws is its own: the writes are durable, and the other actions are to be done. */
function perform(action: () => void): void {
  try {
    action();
  } catch (error) {
    process.emitWarning(`An action after a write failed: ${String(error)}`, 'EventctlWarning');
  }
}

export function createGroup(driver: Driver): Group {
  let waiting: Pending[] = [];
  let closed = false;

  function write<T>(work: (after: After) => T): Promise<T> {
    if (closed) return Promise.reject(new Failure('unreachable', 'The store is closed'));
    if (waiting.length === 0) setImmediate(flush);
    return new Promise<T>((resolve, reject) => {
      const run = () => {
        const actions: (() => void)[] = [];
        const value = work((action) => actions.push(action));
        return () => {
          resolve(value);
          for (const action of actions) perform(action);
        };
      };
      waiting.push({ run, reject });
    });
  }

  function flush(): void {
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    let finishers: readonly (() => void)[] = [];
    try {
      finishers = commit(batch);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    for (const finish of finishers) finish();
  }

  function commit(batch: readonly Pending[]): readonly (() => void)[] {
    const finishers = together(batch);
    return finishers ?? transaction(() => batch.map((pending) => attempt(pending)));
  }

  /** Undefined when one of them threw, and nothing is written. Savepoints would cost each of them two statements. */
  function together(batch: readonly Pending[]): readonly (() => void)[] | undefined {
    let threw = false;
    try {
      return transaction(() => {
        threw = true;
        const finishers = batch.map((pending) => pending.run());
        threw = false;
        return finishers;
      });
    } catch (error) {
      if (!threw) throw error;
      return undefined;
    }
  }

  function transaction<T>(work: () => T): T {
    driver.prepare('BEGIN IMMEDIATE').run();
    try {
      const result = work();
      driver.prepare('COMMIT').run();
      return result;
    } catch (error) {
      rollBack();
      throw error;
    }
  }

  /** Throws only when the savepoint is gone, that is, when SQLite has given up the whole transaction. */
  function attempt(pending: Pending): () => void {
    driver.prepare('SAVEPOINT write').run();
    try {
      const finish = pending.run();
      driver.prepare('RELEASE write').run();
      return finish;
    } catch (error) {
      driver.prepare('ROLLBACK TO write').run();
      driver.prepare('RELEASE write').run();
      return () => pending.reject(error);
    }
  }

  function rollBack(): void {
    try {
      driver.prepare('ROLLBACK').run();
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full.
    }
  }

  return {
    write,
    close() {
      closed = true;
      flush();
    },
  };
}
