import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const bin = resolve(import.meta.dirname, '../../bin/run.js');
const folder = mkdtempSync(join(tmpdir(), 'eventctl-ending-'));
afterAll(() => rmSync(folder, { recursive: true }));

const soon = () => new Promise((done) => setTimeout(done, 20));

/** The first line of a file, once there is one. */
async function lineOf(file: string): Promise<string> {
  for (;;) {
    try {
      const [line, rest] = readFileSync(file, 'utf8').split('\n');
      if (line !== undefined && rest !== undefined) return line;
    } catch {
      // It is not there yet.
    }
    await soon();
  }
}

function lives(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

describe('eventctl that is ended', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s leaves no process behind', async (signal) => {
    const file = join(folder, signal);
    const workflow = join(folder, `${signal}.yaml`);
    writeFileSync(
      workflow,
      `document: { dsl: 1.0.3, namespace: default, name: sleeping, version: 1.0.0 }
do: [{ a: { run: { shell: { command: 'echo $$ > ${file}; sleep 60' } } } }]`,
    );
    const child = spawn(process.execPath, [bin, 'run', workflow, '--allow-run', 'shell'], {
      stdio: 'ignore',
    });
    const ended = new Promise((done) => child.once('exit', done));
    const id = Number(await lineOf(file));
    child.kill(signal);
    await ended;
    while (lives(id)) await soon();
    expect(lives(id)).toBe(false);
  });
});
