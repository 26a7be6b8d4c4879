import { closeSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../../problem/failure.ts';
import type { Backend } from '../backend.ts';
import { createDoorbellQueue } from '../doorbell-queue.ts';
import { createFollowers } from '../followers.ts';
import { defaultRetention } from '../limits.ts';
import { sqliteDefinitions } from './definitions.ts';
import { sqliteDoorbell } from './doorbell.ts';
import { type Driver, openDriver } from './driver.ts';
import { sqliteEffects } from './effects.ts';
import { sqliteEvents } from './events.ts';
import { createGroup } from './group.ts';
import { sqliteHistory } from './history.ts';
import { sqliteInstances } from './instances.ts';
import { claim } from './owner.ts';
import { prepareSchema } from './schema.ts';
import { sqliteServices } from './services.ts';
import type { Store } from './store.ts';

export interface SqliteOptions {
  /** The database file; its folder is made when it is missing. */
  readonly path: string;
  /** Milliseconds for which events are remembered and kept; 24 hours by default. */
  readonly retention?: number;
  /**
   * Makes this process the owner at once; without it, listening to the doorbell does. `socket` is where others
   * reach it, for the lock file.
   */
  readonly owner?: { readonly socket?: string };
}

/**
 * A store in one file. One process at a time owns it and runs workflows; others may read it, and write small things
 * (start, push, accept), which the owner's next sweep finds. Commits are synced to disk; a write blocks the process
 * for as long as that takes.
 * @throws Failure `unreachable` when the file cannot be opened, `usage` when it is not ours, `conflict` when `owner` is
 * asked for and another process is the owner.
 */
export function createSqliteBackend(options: SqliteOptions): Backend {
  const { path, retention = defaultRetention, owner } = options;
  const driver = open(path);
  try {
    const store = createStore({ driver, path, retention, socket: owner?.socket });
    if (owner !== undefined) store.own();
    return {
      description: `sqlite ${path}`,
      definitions: sqliteDefinitions(store),
      services: sqliteServices(store),
      instances: sqliteInstances(store),
      events: sqliteEvents(store),
      effects: sqliteEffects(store),
      history: sqliteHistory(store),
      doorbell: sqliteDoorbell(store),
      close: () => store.close(),
    };
  } catch (error) {
    driver.close();
    throw error;
  }
}

function open(path: string): Driver {
  try {
    // Events and inputs are nobody else's business: the folder, if it is ours to make, and the file are the user's alone.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw new Failure('unreachable', `The folder of ${path} cannot be made`, { cause: error });
  }
  const driver = openDriver(path);
  try {
    prepareSchema(driver, path);
    return driver;
  } catch (error) {
    driver.close();
    throw error;
  }
}

function createStore(options: {
  readonly driver: Driver;
  readonly path: string;
  readonly retention: number;
  readonly socket: string | undefined;
}): Store & { close(): Promise<void> } {
  const { driver, path, retention, socket } = options;
  const [queue, followers, group] = [createDoorbellQueue(), createFollowers(), createGroup(driver)];
  // Two names of one file share one lock.
  const file = realpathSync(path);
  let release: (() => void) | undefined;
  let closing: Promise<void> | undefined;
  const closed = new AbortController();

  async function close(): Promise<void> {
    closed.abort();
    followers.close();
    await queue.stop();
    group.close();
    release?.();
    driver.close();
  }

  return {
    driver,
    group,
    queue,
    followers,
    retention,
    own() {
      release ??= exclusively(driver, () => claim(file, socket));
    },
    owns: () => release !== undefined,
    closed: closed.signal,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Runs an action while no other process can do the same on this file. */
function exclusively<T>(driver: Driver, action: () => T): T {
  driver.exec('BEGIN IMMEDIATE');
  try {
    return action();
  } finally {
    driver.exec('ROLLBACK');
  }
}
