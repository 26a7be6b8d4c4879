import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventctl } from './support/eventctl.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventctl-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['workflow', 'list'],
  ['instance', 'show', '0000'],
  ['start', 'hello'],
])('%s %s makes no store', async (...argv) => {
  expect(await eventctl(argv, { folder })).toEqual({
    exit: 3,
    stdout: '',
    stderr:
      'error: there is no store yet at .eventctl/eventctl.db\nhint: eventctl dev makes it, and so does eventctl apply\n',
  });
  expect(readdirSync(folder)).toEqual([]);
});

it('doctor makes no store, and does not mind', async () => {
  const { stdout } = await eventctl(['doctor', '-o', 'json'], { folder });
  expect(JSON.parse(stdout)).toContainEqual({
    check: 'store',
    status: 'ok',
    detail: 'there is no store yet at .eventctl/eventctl.db',
    hint: 'eventctl dev makes it, and so does eventctl apply',
  });
  expect(readdirSync(folder)).toEqual([]);
});

it('what sends an event makes one', async () => {
  const sent = await eventctl(['event', 'send', '--type', 'a', '--source', 'b', '--store', 'sqlite:foo'], {
    folder,
  });
  expect(sent.exit).toBe(0);
  expect(existsSync(join(folder, 'foo'))).toBe(true);
});

it.each([['dev'], ['worker'], ['workflow', 'list'], ['doctor']])(
  '%s of a text without a scheme is refused',
  async (...verb) => {
    const { exit, stdout, stderr } = await eventctl([...verb, '--store', '127.0.0.1:27001'], { folder });
    expect(exit).toBe(verb[0] === 'doctor' ? 1 : 2);
    expect(`${stdout}${stderr}`).toContain('"127.0.0.1:27001" names no store that eventctl knows');
    expect(`${stdout}${stderr}`).toContain('Use redis://127.0.0.1:27001');
    expect(readdirSync(folder)).toEqual([]);
  },
);
