import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { routed } from './conformance/samples.ts';
import { openBackend } from './open.ts';
import { readOwner } from './sqlite/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventctl-open-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('memory: opens a store in memory', async () => {
  expect((await openBackend('memory:')).description).toBe('memory');
});

test.each(['sqlite:', 'sqlite://', 'SQLITE:', ''])('"%s" and a path open a file', async (prefix) => {
  const path = join(folder, `${prefix.length}.db`);
  const backend = await openBackend(`${prefix}${path}`);
  expect(backend.description).toBe(`sqlite ${path}`);
  await backend.close();
});

test('a file that is not there is made only where that is wanted', async () => {
  const path = join(folder, 'nothing', 'none.db');
  await expect(openBackend(`sqlite:${path}`, { existing: true })).rejects.toMatchObject({
    code: 'not-found',
    message: `there is no store yet at ${path}`,
  });
  expect(existsSync(join(folder, 'nothing'))).toBe(false);
  await (await openBackend(`sqlite:${path}`)).close();
  await (await openBackend(`sqlite:${path}`, { existing: true })).close();
});

test('the owner of a file is named', async () => {
  const path = join(folder, 'owned.db');
  const backend = await openBackend(`sqlite:${path}`, { owner: { socket: 's' } });
  expect(readOwner(path)).toEqual({ pid: process.pid, socket: 's' });
  await backend.close();
});

test('a chosen retention time is honoured', async () => {
  const { events } = await openBackend('memory:', { retention: 10 });
  await events.accept(routed('e1', { now: 0 }));
  expect(await events.accept(routed('e1', { now: 10 }))).toBe('accepted');
});

test.each(['redis://127.0.0.1:1', 'rediss://127.0.0.1:1'])('%s is tried', async (url) => {
  await expect(openBackend(url)).rejects.toMatchObject({ code: 'unreachable' });
});

test.each(['postgres://u:secret@h/db', 'memory:x', 'sqlite:', 'sqlite::memory:', 'http://h'])(
  '%s is refused without repeating what it holds',
  async (url) => {
    const failure = await openBackend(url).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'usage' });
    expect(String(failure)).not.toContain('secret');
  },
);
