import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeRedis } from '../redis/server.ts';

const script = resolve(import.meta.dirname, '../../scripts/bench.js');

function bench(...argv: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...argv], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const document: unknown = JSON.parse(stdout);
  return { document, stderr };
}

const round = expect.toSatisfy((value: unknown) => typeof value === 'number' && value > 0);
const measured = (name: string, unit: string) => expect.objectContaining({ name, unit, rounds: [round] });

describe('npm run bench -- three-steps', () => {
  it('runs one system alone, in one process with its store', { timeout: 120_000 }, () => {
    const { document } = bench('three-steps', '--quick', '--json', '--only', 'eventctl sqlite');
    expect(document).toMatchObject({
      claims: [
        {
          name: 'three-steps',
          machine: { node: process.versions.node },
          configuration: { 'eventctl sqlite': expect.stringContaining('synchronous FULL') },
          figures: expect.arrayContaining([measured('eventctl sqlite', 'workflows/s')]),
        },
      ],
    });
  });
});

describeRedis(
  'npm run bench on Redis',
  () => {
    it('times events, profiles the processes, and tells what Redis did', { timeout: 120_000 }, () => {
      const folder = mkdtempSync(join(tmpdir(), 'eventctl-profile-'));
      const flags = ['--quick', '--json', '--only', 'eventctl redis', '--profile', folder];
      const { document, stderr } = bench('one-at-a-time', ...flags);
      expect(document).toMatchObject({
        claims: [{ figures: [measured('eventctl redis, p50', 'ms'), measured('eventctl redis, p99', 'ms')] }],
      });
      expect(stderr).toMatch(/evalsha +\d+ calls/);
      expect(readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'))).toHaveLength(2);
      rmSync(folder, { recursive: true });
    });
  },
  'own',
);
