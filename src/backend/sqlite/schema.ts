import { Failure } from '../../problem/failure.ts';
import type { Driver } from './driver.ts';
import { integer } from './row.ts';

/**
 * Each script takes a database from the version of its position to the next one (`PRAGMA user_version`). A script that
 * was released is never changed; what is new is a script of its own.
 *
 * Every table that is searched by something that grows has an index for it: waits by key, effects by lease, timers
 * by time. Columns named after a noun hold its JSON.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO counter VALUES ('definitions', 0);

  CREATE TABLE definition (
    namespace TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,
    hash TEXT NOT NULL, definition TEXT NOT NULL,
    PRIMARY KEY (namespace, name, version)
  );

  CREATE TABLE service (file TEXT PRIMARY KEY, service TEXT NOT NULL);

  -- born: the arrival counter when the instance was created. entries: the length of its history.
  CREATE TABLE instance (
    id TEXT PRIMARY KEY, version INTEGER NOT NULL, born INTEGER NOT NULL, entries INTEGER NOT NULL,
    status TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, workflow TEXT NOT NULL,
    started_at INTEGER NOT NULL, ended_at INTEGER, instance TEXT NOT NULL
  );
  CREATE INDEX instance_by_age ON instance (started_at, id);
  CREATE INDEX instance_by_status ON instance (status, started_at, id);
  CREATE INDEX instance_by_name ON instance (namespace, name, started_at, id);

  CREATE TABLE inbox (
    position INTEGER PRIMARY KEY, instance TEXT NOT NULL, id TEXT NOT NULL, stimulus TEXT NOT NULL,
    UNIQUE (instance, id)
  );
  CREATE INDEX inbox_in_order ON inbox (instance, position);

  CREATE TABLE pushed (instance TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (instance, id)) WITHOUT ROWID;

  CREATE TABLE wait (key TEXT NOT NULL, instance TEXT NOT NULL, PRIMARY KEY (key, instance)) WITHOUT ROWID;
  CREATE INDEX wait_by_instance ON wait (instance);

  CREATE TABLE timer (
    instance TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (instance, id)
  ) WITHOUT ROWID;
  CREATE INDEX timer_by_time ON timer (at);

  CREATE TABLE effect (
    instance TEXT NOT NULL, key TEXT NOT NULL, owner TEXT NOT NULL, until INTEGER NOT NULL, effect TEXT NOT NULL,
    PRIMARY KEY (instance, key)
  ) WITHOUT ROWID;
  CREATE INDEX effect_by_lease ON effect (until);

  -- AUTOINCREMENT, because a number must not come back when the newest events are forgotten.
  CREATE TABLE event (
    arrival INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
    accepted_at INTEGER NOT NULL, deliveries INTEGER NOT NULL, event TEXT NOT NULL,
    UNIQUE (source, id)
  );
  CREATE INDEX event_by_age ON event (accepted_at);
  CREATE INDEX event_by_type ON event (type, arrival);

  CREATE TABLE kept (key TEXT NOT NULL, arrival INTEGER NOT NULL, PRIMARY KEY (key, arrival)) WITHOUT ROWID;
  CREATE INDEX kept_by_arrival ON kept (arrival);

  CREATE TABLE history (
    instance TEXT NOT NULL, number INTEGER NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (instance, number)
  ) WITHOUT ROWID;
  `,
  `
  -- position: effects are taken over in the order in which they were added.
  CREATE TABLE effect_in_order (
    position INTEGER PRIMARY KEY, instance TEXT NOT NULL, key TEXT NOT NULL, owner TEXT NOT NULL,
    until INTEGER NOT NULL, effect TEXT NOT NULL,
    UNIQUE (instance, key)
  );
  INSERT INTO effect_in_order (instance, key, owner, until, effect)
    SELECT instance, key, owner, until, effect FROM effect ORDER BY instance, key;
  DROP TABLE effect;
  ALTER TABLE effect_in_order RENAME TO effect;
  CREATE INDEX effect_by_lease ON effect (until);
  `,
  `
  -- The effect that asked for an instance: while that is pending the instance is not forgotten.
  ALTER TABLE instance ADD COLUMN origin_instance TEXT;
  ALTER TABLE instance ADD COLUMN origin_key TEXT;
  CREATE INDEX instance_by_end ON instance (ended_at) WHERE ended_at IS NOT NULL;

  -- position: of the ids that were pushed to an instance the last ones are remembered.
  CREATE TABLE pushed_in_order (
    position INTEGER PRIMARY KEY, instance TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (instance, id)
  );
  INSERT INTO pushed_in_order (instance, id) SELECT instance, id FROM pushed;
  DROP TABLE pushed;
  ALTER TABLE pushed_in_order RENAME TO pushed;
  CREATE INDEX pushed_by_instance ON pushed (instance, position);
  `,
  `
  -- given: what never changes of an instance. Those of before have all of it in one text; where that nests too deep for
  -- SQLite it may be read as either.
  ALTER TABLE instance ADD COLUMN given TEXT NOT NULL DEFAULT '';
  UPDATE instance SET given = CASE
    WHEN NOT json_valid(instance) THEN instance
    WHEN instance -> '$.parent' IS NULL THEN json_object('input', json(instance -> '$.input'))
    ELSE json_object('input', json(instance -> '$.input'), 'parent', json(instance -> '$.parent'))
  END;
  `,
];

/**
 * Sets the connection up and brings the tables to the newest version.
 * @throws Failure `usage` when the file is another program's, or written by a newer eventctl.
 */
export function prepareSchema(driver: Driver, path: string): void {
  driver.exec('PRAGMA busy_timeout = 5000');
  if (versionOf(driver) < migrations.length) migrate(driver, path);
  if (versionOf(driver) > migrations.length) {
    throw new Failure('usage', `${path} was written by a newer eventctl`, {
      hint: 'Use that version, or name another store',
    });
  }
  // Full: what was acknowledged outlives a loss of power, not only of the process.
  driver.exec('PRAGMA journal_mode = WAL');
  driver.exec('PRAGMA synchronous = FULL');
}

/** In one exclusive transaction, so that of many processes that open a new file at once one makes its tables. */
function migrate(driver: Driver, path: string): void {
  driver.exec('BEGIN IMMEDIATE');
  try {
    const version = versionOf(driver);
    if (version === 0 && driver.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined) {
      throw new Failure('usage', `${path} is a database of another program`, { hint: 'Name another file' });
    }
    for (const script of migrations.slice(version)) driver.exec(script);
    driver.exec(`PRAGMA user_version = ${migrations.length}`);
    driver.exec('COMMIT');
  } catch (error) {
    driver.exec('ROLLBACK');
    throw error;
  }
}

function versionOf(driver: Driver): number {
  return integer(driver.prepare('PRAGMA user_version').get(), 'user_version');
}
