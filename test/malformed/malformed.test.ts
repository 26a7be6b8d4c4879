import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from './command.ts';
import { malformed } from './inputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventctl-malformed-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe('eventctl run refuses', () => {
  it.each(malformed)('$name with its position and exit code 4', async ({ name, content, says, line }) => {
    const file = write(`${name.replaceAll(/\W/g, '-')}.yaml`, content);
    const { exit, stdout, stderr } = await runCommand(['run', file]);
    expect(exit, stderr).toBe(4);
    expect(stdout).toBe('');
    expect(stderr).toContain(`${file}:${line}:`);
    expect(stderr).toMatch(/:\d+:\d+/);
    expect(stderr.replaceAll(file, '')).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at .*\.js:\d+/);
  });
});

describe('eventctl run stops', () => {
  it('a loop that never waits, at the step limit', async () => {
    const file = write(
      'loop.yaml',
      `document: { dsl: 1.0.3, namespace: default, name: loop, version: 1.0.0 }
do:
  - again:
      set: { a: 1 }
      then: again
`,
    );
    const { exit, stdout, stderr } = await runCommand(['run', file]);
    expect(exit, stderr).toBe(8);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/limit/i);
  });
});
