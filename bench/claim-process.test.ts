import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { runApart } from './claim-process.ts';
import { sampleClaim } from './sample.ts';

const found = sampleClaim('told');
const folder = mkdtempSync(join(tmpdir(), 'eventctl-bench-'));
const program = join(folder, 'program.cjs');
writeFileSync(
  program,
  `const { spawn } = require('node:child_process');
  const claim = process.env.EVENTCTL_BENCH_CLAIM;
  if (claim === 'told') process.send(${JSON.stringify(found)}, () => process.exit());
  if (claim === 'nonsense') process.send({ name: 7 }, () => process.exit());
  if (claim === 'fails') process.send({ error: 'no disk' }, () => process.exit(1));
  if (claim === 'dies') process.exit(3);
  if (claim === 'hangs') {
    const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    require('node:fs').writeFileSync(process.argv[2], String(pid));
    setInterval(() => {}, 1000);
  }`,
);
afterAll(() => rmSync(folder, { recursive: true }));

it('gives what the process of a claim tells', async () => {
  expect(await runApart('told', 1, [program])).toEqual(found);
});

it('fails with what the process says', async () => {
  await expect(runApart('fails', 1, [program])).rejects.toThrow('no disk');
});

it('fails when the process ends without a result', async () => {
  await expect(runApart('dies', 1, [program])).rejects.toThrow('it has ended with 3, without a result');
});

it('fails when what it tells is no claim', async () => {
  await expect(runApart('nonsense', 1, [program])).rejects.toThrow('where something else is due');
});

it('ends a process that takes too long, with all that it has started', async () => {
  const file = join(folder, 'pid');
  await expect(runApart('hangs', 0.02, [program, file])).rejects.toThrow('it has not ended');
  const pid = Number(readFileSync(file, 'utf8'));
  while (isRunning(pid)) await sleep(10);
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // What nobody has waited for yet is a zombie: it runs no more.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
