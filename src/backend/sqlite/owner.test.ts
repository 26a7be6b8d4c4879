import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claim, readOwner } from './owner.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventctl-owner-'));
  path = join(folder, 'store.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A pid that was a process a moment ago. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

const lockWith = (lock: unknown) => writeFileSync(`${path}.lock`, JSON.stringify(lock));

test('a file without a lock has no owner', () => {
  expect(readOwner(path)).toBeUndefined();
});

test('the owner is named by pid and socket until it lets go', () => {
  const release = claim(path, '/run/eventctl.sock');
  expect(readOwner(path)).toEqual({ pid: process.pid, socket: '/run/eventctl.sock' });
  release();
  expect(readOwner(path)).toBeUndefined();
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test('a second owner is refused, and told who the first one is', () => {
  const release = claim(path);
  expect(() => claim(path)).toThrow(
    expect.objectContaining({ code: 'conflict', message: expect.stringContaining(`process ${process.pid}`) }),
  );
  release();
});

test('the lock of another living process is respected', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  try {
    lockWith({ pid: child.pid });
    expect(readOwner(path)).toEqual({ pid: child.pid });
    expect(() => claim(path)).toThrow(`process ${child.pid}`);
  } finally {
    child.kill('SIGKILL');
  }
});

test('the lock of a dead process is taken over', () => {
  lockWith({ pid: deadPid(), socket: 'old.sock' });
  expect(readOwner(path)).toBeUndefined();
  claim(path);
  expect(readOwner(path)).toEqual({ pid: process.pid });
});

test.runIf(process.platform === 'linux')(
  'a process that got the pid of a dead owner is not taken for it',
  () => {
    lockWith({ pid: process.pid, started: '1' });
    expect(readOwner(path)).toBeUndefined();
    claim(path);
    expect(JSON.parse(readFileSync(`${path}.lock`, 'utf8'))).toMatchObject({ pid: process.pid });
  },
);

test.each(['', '{"pid":', '[]', '{"pid":"1"}', 'null'])('a lock that says %j names nobody', (text) => {
  writeFileSync(`${path}.lock`, text);
  expect(readOwner(path)).toBeUndefined();
});
