import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Driver, openDriver } from './driver.ts';
import { createGroup, type Group } from './group.ts';

let folder: string;
let driver: Driver;
let group: Group;
/** Every statement that ran, by its first word. */
let ran: string[];
/** A statement that fails once, as a full disk makes it. */
let failing: string | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventctl-group-'));
  driver = openDriver(join(folder, 'one.db'));
  driver.exec('CREATE TABLE one (id INTEGER PRIMARY KEY)');
  ran = [];
  failing = undefined;
  group = createGroup({
    ...driver,
    prepare(sql) {
      const statement = driver.prepare(sql);
      return {
        ...statement,
        run(...values) {
          ran.push(sql.split(' ')[0] ?? '');
          if (failing !== sql) return statement.run(...values);
          failing = undefined;
          throw new Error('disk full');
        },
      };
    },
  });
});

afterEach(() => {
  driver.close();
  rmSync(folder, { recursive: true });
});

const refuse = (): never => {
  throw new Error('no');
};
const insert = (id: number) => driver.prepare('INSERT INTO one VALUES (?)').run(id);
const ids = () =>
  driver
    .prepare('SELECT id FROM one ORDER BY id')
    .all()
    .map((row) => row['id']);
const count = (word: string) => ran.filter((one) => one === word).length;

test('a write returns what its work returns', async () => {
  expect(await group.write(() => insert(1))).toBe(1);
  expect(ids()).toEqual([1]);
});

test('writes of one turn of the event loop share a transaction', async () => {
  await Promise.all([1, 2, 3].map((id) => group.write(() => insert(id))));
  expect([count('BEGIN'), count('COMMIT')]).toEqual([1, 1]);
  expect(ids()).toEqual([1, 2, 3]);
});

test('a later write gets a transaction of its own', async () => {
  await group.write(() => insert(1));
  await group.write(() => insert(2));
  expect(count('COMMIT')).toBe(2);
});

test('nothing is written inside the call', () => {
  void group.write(() => insert(1));
  expect(ids()).toEqual([]);
  group.close();
});

test('writes that succeed need no savepoints', async () => {
  await Promise.all([1, 2].map((id) => group.write(() => insert(id))));
  expect(count('SAVEPOINT')).toBe(0);
});

test('the others are done again after one that threw, and told once', async () => {
  const told: string[] = [];
  const outcomes = await Promise.allSettled([
    group.write((after) => {
      after(() => told.push('first'));
      return insert(1);
    }),
    group.write(() => {
      throw new Error('no');
    }),
    group.write((after) => {
      after(() => told.push('third'));
      return insert(3);
    }),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect([ids(), told]).toEqual([
    [1, 3],
    ['first', 'third'],
  ]);
});

test('a write that throws is undone alone and rejects alone', async () => {
  const outcomes = await Promise.allSettled([
    group.write(() => insert(1)),
    group.write(() => {
      insert(2);
      throw new Error('no');
    }),
    group.write(() => insert(3)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(ids()).toEqual([1, 3]);
});

test('what follows a write happens once it is committed', async () => {
  const committed: number[] = [];
  await group.write((after) => {
    insert(1);
    after(() => committed.push(count('COMMIT')));
  });
  expect(committed).toEqual([1]);
});

test('what follows a write and throws keeps nobody from what follows, and rejects nothing durable', async () => {
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  const told: string[] = [];
  const writing = Promise.all([
    group.write((after) => {
      insert(1);
      after(refuse);
      after(() => told.push('first'));
    }),
    group.write((after) => {
      insert(2);
      after(() => told.push('second'));
    }),
  ]);
  await writing;
  expect([ids(), told]).toEqual([
    [1, 2],
    ['first', 'second'],
  ]);
  expect((await warned).message).toContain('no');
});

test('what follows a write does not happen when it throws', async () => {
  let told = false;
  const writing = group.write((after) => {
    after(() => {
      told = true;
    });
    throw new Error('no');
  });
  await expect(writing).rejects.toThrow('no');
  expect(told).toBe(false);
});

test.each(['BEGIN IMMEDIATE', 'COMMIT', 'RELEASE write', 'ROLLBACK TO write'])(
  'when %s fails no write of the transaction has happened, and the next one does',
  async (statement) => {
    failing = statement;
    const outcomes = await Promise.allSettled([
      group.write(() => insert(1)),
      group.write(() => {
        insert(2);
        if (statement === 'ROLLBACK TO write') throw new Error('no');
      }),
      // Only writes beside one that throws have savepoints.
      ...(statement === 'RELEASE write' ? [group.write(refuse)] : []),
    ]);
    const expected = statement === 'RELEASE write' ? [2] : [];
    expect(ids()).toEqual(expected);
    expect(outcomes.slice(0, 2).map(({ status }) => status === 'fulfilled')).toEqual([
      false,
      expected.length === 1,
    ]);
    await group.write(() => insert(9));
    expect(ids()).toEqual([...expected, 9]);
  },
);

test('closing commits what waits and refuses what comes later', async () => {
  const writing = group.write(() => insert(1));
  group.close();
  expect(ids()).toEqual([1]);
  expect(await writing).toBe(1);
  await expect(group.write(() => insert(2))).rejects.toMatchObject({ code: 'unreachable' });
});
