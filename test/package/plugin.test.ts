import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'eventctl-plugin-'));

/** What an author writes. */
const source = `
import type { Plugin } from 'eventctl/plugin';

const charge: Plugin = {
  name: 'charge',
  input: { type: 'object' },
  run: async (input, { signal, key }) => ({ input, key, aborted: signal.aborted }),
};
export default charge;
`;

beforeAll(() => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/eventctl'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tsc(name: string, text: string) {
  const file = join(folder, name);
  writeFileSync(file, text);
  const options = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--lib',
    'es2023,dom',
  ];
  return spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), ...options, '--types', '', file],
    { cwd: folder, encoding: 'utf8' },
  );
}

describe('eventctl/plugin', () => {
  it('types a plug-in', () => {
    expect(tsc('right.ts', source).stdout).toBe('');
  });

  it('refuses a plug-in without a name', () => {
    expect(tsc('wrong.ts', source.replace("name: 'charge',", '')).stdout).toContain(
      "Property 'name' is missing",
    );
  });
});
