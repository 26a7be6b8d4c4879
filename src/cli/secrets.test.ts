import { mkdirSync, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSecrets } from './secrets.ts';

function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'eventctl-secrets-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

describe('readSecrets', () => {
  it('reads the folder, then the environment, then the flags; the last one wins', async () => {
    const dir = folder({ a: 'file', b: 'file', c: 'file' });
    const environment = { EVENTCTL_SECRET_b: 'env', EVENTCTL_SECRET_c: 'env', PATH: '/bin' };
    expect(await readSecrets({ secret: ['c=flag'], 'secrets-dir': dir }, environment)).toEqual({
      a: 'file',
      b: 'env',
      c: 'flag',
    });
  });

  it('finds the folder in the environment, unless a flag names one', async () => {
    const [one, other] = [folder({ a: '1' }), folder({ a: '2' })];
    expect(await readSecrets({}, { EVENTCTL_SECRETS_DIR: one })).toEqual({ a: '1' });
    expect(await readSecrets({ 'secrets-dir': other }, { EVENTCTL_SECRETS_DIR: one })).toEqual({ a: '2' });
  });

  it.each([
    ['a text', 'hunter2', 'hunter2'],
    ['a text without the line break at its end', 'hunter2\n', 'hunter2'],
    ['a text without its last line break only', ' two\nlines\r\n', ' two\nlines'],
    ['a JSON object', ' {"user": "u"}\n', { user: 'u' }],
    ['other JSON as text', '[1]', '[1]'],
    ['nothing', '', ''],
  ])('reads a file with %s', async (_name, text, expected) => {
    const dir = folder({ api: text });
    expect(await readSecrets({ 'secrets-dir': dir }, {})).toEqual({ api: expected });
    expect(await readSecrets({ secret: [`api=@${join(dir, 'api')}`] }, {})).toEqual({ api: expected });
  });

  it('reads a folder as Kubernetes mounts it', async () => {
    const dir = folder({});
    mkdirSync(join(dir, '..2026'));
    writeFileSync(join(dir, '..2026', 'api-key'), 'k');
    symlinkSync('..2026', join(dir, '..data'));
    symlinkSync(join('..data', 'api-key'), join(dir, 'api-key'));
    mkdirSync(join(dir, 'lost+found'));
    expect(await readSecrets({ 'secrets-dir': dir }, {})).toEqual({ 'api-key': 'k' });
  });

  it('keeps a value of a flag as it is', async () => {
    expect(await readSecrets({ secret: ['a=b=c', 'd={"e":1}'] }, {})).toEqual({ a: 'b=c', d: { e: 1 } });
  });

  it.each(['hunter2', '={"password":"hunter2"}', 'api={"password":"hunter2"'])(
    'never shows a value: %s',
    async (flag) => {
      await expect(readSecrets({ secret: [flag] }, {})).rejects.toMatchObject({
        code: 'usage',
        message: expect.not.stringContaining('hunter2'),
      });
    },
  );

  it('never shows what a file holds', async () => {
    const dir = folder({ api: '{"password":"hunter2"' });
    await expect(readSecrets({ 'secrets-dir': dir }, {})).rejects.toMatchObject({
      message: 'the secret api begins with { but is not a JSON object',
    });
  });

  it('refuses a folder and a file that are not there', async () => {
    await expect(readSecrets({ 'secrets-dir': '/nowhere' }, {})).rejects.toMatchObject({ code: 'usage' });
    await expect(readSecrets({ secret: ['a=@/nowhere'] }, {})).rejects.toMatchObject({ code: 'usage' });
  });

  it('refuses a file that is too large to be a secret', async () => {
    const dir = folder({ huge: '' });
    truncateSync(join(dir, 'huge'), 1024 * 1024 + 1);
    await expect(readSecrets({ 'secrets-dir': dir }, {})).rejects.toThrow('larger than 1048576 bytes');
  });
});
