import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const script = resolve(import.meta.dirname, '../../scripts/bench.js');

describe('npm run bench', () => {
  it('compares every engine at every task', () => {
    const argv = [script, 'jq', '--json', '--only', 'speed', '--rounds', '1', '--time', '1'];
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const report: unknown = JSON.parse(stdout);
    const perSecond = {
      eventctl: expect.any(Number),
      'eventctl/jq': expect.any(Number),
      'jq-wasm': expect.any(Number),
      '@jq-tools/jq': expect.anything(),
    };
    const task = { task: expect.any(String), perSecond, timesJqWasm: expect.any(Number) };
    expect(report).toMatchObject({ tasks: Array.from({ length: 5 }, () => task) });
  });

  it('lists what there is', () => {
    const { status, stderr } = spawnSync(process.execPath, [script, 'nothing'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/one of: ([\w-]+, )*jq(, [\w-]+)*\n$/),
    });
  });
});
