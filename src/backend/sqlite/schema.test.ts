import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Json } from '../../json/json.ts';
import type { Effect } from '../../machine/command.ts';
import { type Instance, pendingInstance } from '../../machine/instance.ts';
import { advance, day, newInstance, now } from '../conformance/samples.ts';
import { type Driver, openDriver } from './driver.ts';
import { createSqliteBackend } from './index.ts';
import { prepareSchema } from './schema.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventctl-schema-'));
  path = join(folder, 'store.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

function withDriver<T>(action: (driver: Driver) => T): T {
  const driver = openDriver(path);
  try {
    return action(driver);
  } finally {
    driver.close();
  }
}

test('a new file gets tables, a write-ahead log and full syncs', () => {
  withDriver((driver) => {
    prepareSchema(driver, path);
    const setting = (name: string) => driver.prepare(`PRAGMA ${name}`).get()?.[name];
    expect([setting('user_version'), setting('journal_mode'), setting('synchronous')]).toEqual([4, 'wal', 2]);
  });
});

test('an existing file is left as it is', () => {
  withDriver((driver) => prepareSchema(driver, path));
  withDriver((driver) => {
    driver.exec("UPDATE counter SET value = 7 WHERE name = 'definitions'");
    prepareSchema(driver, path);
    expect(driver.prepare('SELECT value FROM counter').get()).toMatchObject({ value: 7 });
  });
});

test('a file of a newer version is refused', () => {
  withDriver((driver) => driver.exec('PRAGMA user_version = 99'));
  expect(() => createSqliteBackend({ path })).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining('newer') }),
  );
});

test('a database of another program is refused and not changed', () => {
  withDriver((driver) => driver.exec('CREATE TABLE theirs (id)'));
  expect(() => createSqliteBackend({ path })).toThrow(expect.objectContaining({ code: 'usage' }));
  withDriver((driver) => expect(driver.prepare('SELECT name FROM sqlite_schema').all()).toHaveLength(1));
});

test('a file that is no database is unreachable', () => {
  writeFileSync(path, 'just a text that is long enough to look at, and no database at all');
  expect(() => createSqliteBackend({ path })).toThrow(expect.objectContaining({ code: 'unreachable' }));
});

// The cost of these must not grow with the number of instances that wait.
test.each([
  'SELECT instance FROM wait WHERE key = ?',
  'DELETE FROM wait WHERE instance = ?',
  'SELECT event.arrival FROM kept JOIN event USING (arrival) WHERE kept.key = ? AND kept.arrival > ? ORDER BY kept.arrival',
  'SELECT instance, id, at FROM timer WHERE at <= ? ORDER BY at',
  'SELECT at FROM timer ORDER BY at LIMIT 1',
  'SELECT instance, key FROM effect WHERE until <= ? ORDER BY until',
  'SELECT id FROM inbox WHERE instance = ? ORDER BY position LIMIT 256',
  'SELECT arrival FROM event WHERE accepted_at <= ?',
  'SELECT * FROM event WHERE type = ? ORDER BY arrival DESC LIMIT 9',
  'SELECT id FROM instance ORDER BY started_at DESC, id DESC LIMIT 9',
  'SELECT id FROM instance WHERE ended_at <= ? ORDER BY ended_at LIMIT 9',
  'SELECT position FROM pushed WHERE instance = ? ORDER BY position DESC LIMIT 1 OFFSET 9',
  "SELECT id FROM instance WHERE status = 'waiting' ORDER BY started_at DESC, id DESC LIMIT 9",
  "SELECT id FROM instance WHERE namespace = 'a' AND name = 'b' ORDER BY started_at DESC, id DESC LIMIT 9",
])('an index serves %s', (sql) => {
  withDriver((driver) => {
    prepareSchema(driver, path);
    const values = sql.match(/\?/g)?.map(() => 0) ?? [];
    const plan = driver
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...values)
      .map((row) => String(row['detail']));
    // A scan along an index is fine where the order is that of the index and a limit ends it.
    expect(plan.filter((step) => /^SCAN (?!.*USING)|TEMP B-TREE/.test(step))).toEqual([]);
  });
});

/** Takes a new database back to the first version, as far as later ones changed tables. */
const asAtFirst = `
  ALTER TABLE instance DROP COLUMN given;
  DROP INDEX instance_by_end;
  ALTER TABLE instance DROP COLUMN origin_instance;
  ALTER TABLE instance DROP COLUMN origin_key;
  DROP TABLE pushed;
  CREATE TABLE pushed (instance TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (instance, id)) WITHOUT ROWID;
  DROP TABLE effect;
  CREATE TABLE effect (instance TEXT, key TEXT, owner TEXT, until INTEGER, effect TEXT, PRIMARY KEY (instance, key)) WITHOUT ROWID;
  PRAGMA user_version = 1;
`;

test('effects of the first version are kept', () => {
  withDriver((driver) => {
    prepareSchema(driver, path);
    driver.exec(asAtFirst);
    driver.exec("INSERT INTO effect VALUES ('i', 'k2', 'o', 5, '2'), ('i', 'k1', 'o', 5, '1')");
    prepareSchema(driver, path);
    const rows = driver.prepare('SELECT key, owner, until, effect FROM effect ORDER BY position').all();
    expect(rows).toMatchObject([
      { key: 'k1', owner: 'o', until: 5, effect: '1' },
      { key: 'k2', owner: 'o', until: 5, effect: '2' },
    ]);
  });
});

test('pushed ids of the first version are kept', () => {
  withDriver((driver) => {
    prepareSchema(driver, path);
    driver.exec(asAtFirst);
    driver.exec("INSERT INTO pushed VALUES ('i', 'p1'), ('i', 'p2'), ('j', 'p1')");
    prepareSchema(driver, path);
    const rows = driver.prepare('SELECT instance, id FROM pushed ORDER BY instance, id').all();
    expect(rows).toMatchObject([
      { instance: 'i', id: 'p1' },
      { instance: 'i', id: 'p2' },
      { instance: 'j', id: 'p1' },
    ]);
  });
});

/** A store as the third version wrote it, with one instance. */
function withThirdVersion(instance: Instance, action: (driver: Driver) => void = () => {}): void {
  const { id, status, definition, startedAt } = instance;
  const { namespace, name, version } = definition;
  withDriver((driver) => {
    prepareSchema(driver, path);
    driver.exec('ALTER TABLE instance DROP COLUMN given; PRAGMA user_version = 3');
    driver
      .prepare('INSERT INTO instance VALUES (?, 4, 0, 0, ?, ?, ?, ?, ?, NULL, ?, NULL, NULL)')
      .run(id, status, namespace, name, version, startedAt, JSON.stringify(instance));
    action(driver);
  });
}

const deepest: Json = JSON.parse(`${'['.repeat(2_000)}${']'.repeat(2_000)}`);

test.each<[string, Json]>([
  ['null', null],
  ['a list', [1.5, 'ü', '\ud800', { a: null }]],
  ['an empty text', ''],
  ['a text that is JSON', '{"a":1}'],
  ['zero', 0],
  ['false', false],
  ['what nests deeper than SQLite reads', deepest],
])('an instance that was given %s keeps it', async (_what, input) => {
  const instance: Instance = {
    ...pendingInstance({ ...newInstance('i'), input }),
    status: 'waiting',
    told: 1,
  };
  withThirdVersion(instance);
  const backend = createSqliteBackend({ path });
  try {
    expect(JSON.stringify(await backend.instances.get('i'))).toBe(JSON.stringify(instance));
  } finally {
    await backend.close();
  }
});

test('what an instance was given is not copied with all that it has become', () => {
  const instance = { ...pendingInstance(newInstance('i')), output: 'long'.repeat(1_000) };
  withThirdVersion(instance);
  withDriver((driver) => {
    prepareSchema(driver, path);
    expect(driver.prepare('SELECT given FROM instance').get()).toMatchObject({
      given: JSON.stringify({ input: instance.input }),
    });
  });
});

test('instances and effects that were each written as one text go on', async () => {
  const { startedAt } = pendingInstance(newInstance('i'));
  const instance: Instance = {
    ...pendingInstance({ ...newInstance('i'), parent: { instance: 'p', key: 'p~1' } }),
    status: 'waiting',
    frames: {
      0: { id: '0', task: '', parent: null, input: { order: 'i' }, data: {}, startedAt, effect: 'e' },
    },
    seen: { taken: [], floor: 0, passed: {}, ignored: {} },
    told: 1,
  };
  const effect: Effect = { kind: 'activity', key: 'e', frame: '0' };
  withThirdVersion(instance, (driver) => {
    driver
      .prepare("INSERT INTO effect (instance, key, owner, until, effect) VALUES ('i', 'e', 'o', 0, ?)")
      .run(JSON.stringify(effect));
  });
  const backend = createSqliteBackend({ path });
  try {
    expect(await backend.instances.get('i')).toStrictEqual(instance);
    const lease = { owner: 'o', from: now, duration: day };
    expect(await backend.effects.takeExpired({ now, lease, limit: 9 })).toEqual([{ instance: 'i', effect }]);
    await advance(backend, 'i', { state: { told: 2 } });
    expect(await backend.instances.get('i')).toStrictEqual({ ...instance, told: 2 });
  } finally {
    await backend.close();
  }
});
