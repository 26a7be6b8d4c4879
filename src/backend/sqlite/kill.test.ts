import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { load, now, stimuli } from '../conformance/samples.ts';
import { createSqliteBackend } from './index.ts';

const root = resolve(import.meta.dirname, '../../..');
// Below node_modules, so that the compiled program finds its packages.
const compiled = join(root, 'node_modules', '.cache', 'eventctl-kill', String(process.pid));
const program = fileURLToPath(new URL('../conformance/turn-loop.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'eventctl-kill-'));
const path = join(folder, 'store.db');

/** Node 20 runs no TypeScript, so the program that is killed is compiled first. */
beforeAll(() => {
  mkdirSync(compiled, { recursive: true });
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      noCheck: true,
      rootDir: join(root, 'src'),
      outDir: compiled,
      types: [],
    },
    include: [],
    files: [program],
  };
  writeFileSync(join(compiled, 'tsconfig.json'), JSON.stringify(config));
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', compiled]);
});

afterAll(() => {
  rmSync(compiled, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the program until it has printed `lines` lines and kills it. Returns the last acknowledged turn of each instance. */
async function runAndKill(lines: number): Promise<ReadonlyMap<string, number>> {
  const child = spawn(
    process.execPath,
    [join(compiled, 'backend/conformance/turn-loop.js'), `sqlite:${path}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const acknowledged = new Map<string, number>();
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [id = '', sequence] = line.split(' ');
    acknowledged.set(id, Number(sequence));
    seen += 1;
    if (seen === lines) child.kill('SIGKILL');
  }
  expect(seen).toBeGreaterThanOrEqual(lines);
  return acknowledged;
}

test('a process that is killed in the middle of turns loses nothing acknowledged and leaves no half turn', async () => {
  for (const round of [1, 2, 3]) {
    const acknowledged = await runAndKill(150 * round);
    expect(acknowledged.size).toBe(4);
    const backend = createSqliteBackend({ path });
    const sequences: number[] = [];
    for (const [id, last] of acknowledged) {
      const { instance } = await load(backend, id);
      const history = await backend.history.read({ instance: id, after: 0 });
      expect(instance.sequence).toBeGreaterThanOrEqual(last);
      expect(history.map(({ time }) => time)).toEqual(history.map(({ number }) => number));
      expect(history).toHaveLength(instance.sequence);
      expect((await stimuli(backend, id)).length).toBeLessThanOrEqual(1);
      sequences.push(instance.sequence);
    }
    expect(await backend.doorbell.nextTimer()).toBe(Math.min(...sequences));
    await backend.doorbell.sweep({ now, before: now });
    await backend.close();
  }
});
