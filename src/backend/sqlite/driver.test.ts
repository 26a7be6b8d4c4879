import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Failure } from '../../problem/failure.ts';
import { type Driver, openDriver } from './driver.ts';

let folder: string;
let driver: Driver;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventctl-driver-'));
  driver = openDriver(join(folder, 'one.db'));
  driver.exec('CREATE TABLE one (id TEXT PRIMARY KEY, value)');
});

afterEach(() => {
  driver.close();
  rmSync(folder, { recursive: true });
});

function fill(...values: readonly number[]): void {
  for (const value of values) driver.prepare('INSERT INTO one VALUES (?, ?)').run(`id ${value}`, value);
}

test("takes Node's own library where there is one", () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const builtin = major > 22 || (major === 22 && minor >= 13);
  expect(driver.library).toBe(builtin ? 'node:sqlite' : 'libsql');
});

test('tells how many rows a statement changed', () => {
  fill(1, 2, 3);
  const remove = driver.prepare('DELETE FROM one WHERE value >= ?');
  expect([remove.run(2), remove.run(2)]).toEqual([2, 0]);
});

test('an insert that is ignored changes nothing', () => {
  const insert = driver.prepare('INSERT OR IGNORE INTO one VALUES (?, ?)');
  expect([insert.run('a', 1), insert.run('a', 1)]).toEqual([1, 0]);
});

test.each([null, '', 'ü \u2028', 0, -1.5, 1_750_000_000_000, 2 ** 53 - 1])(
  '%j comes back as it went in',
  (value) => {
    driver.prepare('INSERT INTO one VALUES (?, ?)').run('a', value);
    expect(driver.prepare('SELECT value FROM one').get()?.['value']).toBe(value);
  },
);

test('no row is undefined or an empty list', () => {
  const select = driver.prepare('SELECT * FROM one');
  expect([select.get(), select.all()]).toEqual([undefined, []]);
});

test('a statement takes new values whatever it was used for before', () => {
  fill(1, 2, 3);
  const select = driver.prepare('SELECT value FROM one WHERE value <= ? ORDER BY value DESC');
  const seen = [
    select.get(1)?.['value'],
    select.all(3).length,
    select.get(2)?.['value'],
    select.all(1).length,
    select.get(3)?.['value'],
    select.all(2).length,
  ];
  expect(seen).toEqual([1, 3, 2, 1, 3, 2]);
});

test('a text is prepared once', () => {
  expect(driver.prepare('SELECT 1')).toBe(driver.prepare('SELECT 1'));
});

test('a closed connection serves nothing, not even what is prepared', () => {
  const other = openDriver(join(folder, 'two.db'));
  const select = other.prepare('SELECT 1');
  other.close();
  expect(() => select.get()).toThrow(expect.objectContaining({ code: 'unreachable' }));
  expect(() => other.exec('SELECT 1')).toThrow(expect.objectContaining({ code: 'unreachable' }));
});

test('what cannot be opened is unreachable', () => {
  expect(() => openDriver(join(folder, 'no', 'such', 'folder.db')).exec('SELECT 1')).toThrow(
    expect.objectContaining({ code: 'unreachable' }),
  );
});

test('a statement that fails is unreachable and names the file', () => {
  fill(1);
  expect(() => fill(1)).toThrow(Failure);
  expect(() => fill(1)).toThrow(join(folder, 'one.db'));
});
