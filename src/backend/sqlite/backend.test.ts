import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Backend } from '../backend.ts';
import {
  advance,
  begin,
  end,
  follow,
  load,
  newInstance,
  now,
  routed,
  until,
} from '../conformance/samples.ts';
import { openDriver } from './driver.ts';
import { createSqliteBackend, readOwner, type SqliteOptions } from './index.ts';

let folder: string;
let path: string;
let open: Backend[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventctl-sqlite-'));
  path = join(folder, 'new', 'store.db');
  open = [];
});

afterEach(async () => {
  for (const backend of open) await backend.close();
  rmSync(folder, { recursive: true });
});

function create(options: Partial<SqliteOptions> = {}): Backend {
  const backend = createSqliteBackend({ path, ...options });
  open.push(backend);
  return backend;
}

const answer = async () => {};

test('the folder of the file is made, and the file is named', () => {
  expect(create().description).toBe(`sqlite ${path}`);
  expect(existsSync(path)).toBe(true);
});

test('a folder that cannot be made is unreachable', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => create({ path: join(folder, 'file', 'store.db') })).toThrow(
    expect.objectContaining({ code: 'unreachable' }),
  );
});

test('who just reads and writes owns nothing', async () => {
  await create().instances.create(newInstance('a'));
  expect(readOwner(path)).toBeUndefined();
});

test('who listens owns the file until it is closed', async () => {
  const backend = create();
  await backend.doorbell.listen({ concurrency: 1, answer });
  expect(readOwner(path)).toEqual({ pid: process.pid });
  await backend.close();
  expect(readOwner(path)).toBeUndefined();
});

test('a second listener is refused', async () => {
  await create().doorbell.listen({ concurrency: 1, answer });
  await expect(create().doorbell.listen({ concurrency: 1, answer })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('whoever asks for it owns the file at once, and says where it can be reached', () => {
  create({ owner: { socket: 'here.sock' } });
  expect(readOwner(path)).toEqual({ pid: process.pid, socket: 'here.sock' });
  expect(() => create({ owner: {} })).toThrow(expect.objectContaining({ code: 'conflict' }));
});

test('a second name of the file does not make a second owner', () => {
  create({ owner: {} });
  const other = join(folder, 'link.db');
  symlinkSync(path, other);
  expect(() => create({ path: other, owner: {} })).toThrow(expect.objectContaining({ code: 'conflict' }));
});

test('a refused owner leaves the first one at work', async () => {
  const first = create({ owner: {} });
  expect(() => create({ owner: {} })).toThrow();
  expect(await first.instances.create(newInstance('a'))).toBe(true);
});

test('others read what the owner writes', async () => {
  const owner = create({ owner: {} });
  const other = create();
  await begin(owner, 'a', { state: { sequence: 3 } });
  expect((await load(other, 'a')).instance.sequence).toBe(3);
  expect(await other.instances.list({ limit: 9 })).toHaveLength(1);
});

test("the owner's sweep finds what others have written", async () => {
  const owner = create();
  await begin(owner, 'a', { waits: { add: [{ key: 'k', early: false }] } });
  const answered: string[] = [];
  await owner.doorbell.listen({
    concurrency: 1,
    answer: async (id) => {
      answered.push(id);
      await advance(owner, id);
    },
  });
  await create().events.accept(routed('e1', { under: ['k'], starts: [newInstance('b')] }));
  await owner.doorbell.sweep({ now, before: now });
  await until(() => answered.length === 2);
  expect(answered.toSorted()).toEqual(['a', 'b']);
});

test('a turn of another process is a conflict like any other', async () => {
  const [one, two] = [create(), create()];
  await one.instances.create(newInstance('a'));
  const work = await load(two, 'a');
  await advance(one, 'a');
  const commands = {
    effects: { add: [], remove: [] },
    waits: { add: [], remove: [] },
    timers: { set: [], clear: [] },
  };
  const turn = {
    ...work,
    consumed: [],
    commands,
    history: [],
    lease: { owner: 'two', from: now, duration: 0 },
  };
  expect(await two.instances.commit(turn)).toBe('conflict');
});

test('who is not the owner follows what the owner writes', async () => {
  const owner = create({ owner: {} });
  await begin(owner, 'a', { history: [{ time: 1, type: 'instance.started' }] });
  const following = follow(create(), { instance: 'a', after: 0, count: 2 });
  await advance(owner, 'a', { history: [{ time: 2, type: 'task.started' }] });
  expect((await following).map(({ number }) => number)).toEqual([1, 2]);
});

test('a follower that nobody asks any more throws out of no timer when the store is closed', async () => {
  await begin(create({ owner: {} }), 'a', { history: [{ time: 1, type: 'instance.started' }] });
  const other = create();
  const { signal } = new AbortController();
  const following = other.history.follow({ instance: 'a', after: 0, signal })[Symbol.asyncIterator]();
  expect((await following.next()).value).toMatchObject({ number: 1 });
  await other.close();
  // Longer than a follower takes to look again: a timer that throws fails the whole run.
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(await following.next()).toMatchObject({ done: true });
});

test('the retention time can be chosen', async () => {
  const { events } = create({ retention: 1000 });
  await events.accept(routed('e1', { now: 1 }));
  expect(await events.accept(routed('e1', { now: 1000 }))).toBe('duplicate');
  expect(await events.accept(routed('e1', { now: 1001 }))).toBe('accepted');
});

test('writes that were not awaited are there after a close', async () => {
  const backend = create();
  const creating = backend.instances.create(newInstance('a'));
  await backend.close();
  expect(await creating).toBe(true);
  expect(await create().instances.get('a')).toMatchObject({ id: 'a' });
});

test('a closed store refuses to be used', async () => {
  const backend = create();
  await backend.close();
  await expect(backend.instances.get('a')).rejects.toMatchObject({ code: 'unreachable' });
  await expect(backend.instances.create(newInstance('a'))).rejects.toMatchObject({ code: 'unreachable' });
});

test('nothing of a forgotten instance is left in any table', async () => {
  const backend = create({ retention: 1000 });
  const counts = () => {
    const driver = openDriver(path);
    const names = driver.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const tables = names.map((row) => String(row['name'])).filter((name) => !/^(sqlite_|counter)/.test(name));
    const rows = tables.map((table) => [table, driver.prepare(`SELECT * FROM ${table}`).all()]);
    driver.close();
    return Object.fromEntries(rows);
  };
  const before = counts();
  await begin(backend, 'a', {
    waits: { add: [{ key: 'k', early: true }] },
    timers: { set: [{ id: 't', at: now + 9 }] },
    effects: { add: [{ kind: 'activity', key: 'e', frame: '1' }] },
    history: [{ time: now, type: 'instance.started' }],
  });
  await backend.instances.push({ instance: 'a', id: 'p', stimulus: { kind: 'cancel' }, now });
  await backend.events.accept(routed('e1', { keep: ['k'] }));
  await end(backend, 'a', { effects: { remove: ['e'] } });
  expect(await backend.instances.forget({ endedBefore: now + 1000, limit: 9 })).toBe(1);
  await backend.doorbell.sweep({ now: now + 1000, before: now });
  expect(counts()).toEqual(before);
});

test('events that have expired in great number are dropped by a sweep, and are no duplicates before', async () => {
  const { events, doorbell } = create({ retention: 1000 });
  const ids = Array.from({ length: 1300 }, (_, index) => `e${index}`);
  await Promise.all(ids.map((id) => events.accept(routed(id, { now: now + (id === 'e1299' ? 1 : 0) }))));
  const later = now + 2000;
  expect(await events.accept(routed('e1299', { now: later }))).toBe('accepted');
  await doorbell.sweep({ now: later, before: later });
  expect((await events.list({ limit: 9 })).map(({ event, acceptedAt }) => [event.id, acceptedAt])).toEqual([
    ['e1299', later],
  ]);
});
