import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJson, readPair, readSecrets, readText } from './input.ts';

describe('readJson', () => {
  it('reads what is given', async () => {
    expect(await readJson('{"a":[1]}', '--input')).toEqual({ a: [1] });
  });

  it('reads a file', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'eventctl-input-')), 'input.json');
    writeFileSync(file, '{"a":1}');
    expect(await readJson(`@${file}`, '--input')).toEqual({ a: 1 });
  });

  it('names the flag of what is not JSON', async () => {
    await expect(readJson('{a:1}', '--input')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/^--input is not JSON/),
    });
  });
});

describe('readText', () => {
  it('refuses a file that is not there', async () => {
    await expect(readText('/nowhere/x')).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('readPair', () => {
  it('splits at the first equals sign', () => {
    expect(readPair('a=b=c', '--extension')).toEqual(['a', 'b=c']);
  });

  it.each(['a', '=b'])('refuses "%s"', (given) => {
    expect(() => readPair(given, '--extension')).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});

describe('readSecrets', () => {
  it('reads flags and the environment, flags first', () => {
    const environment = { EVENTCTL_SECRET_api: 'env', EVENTCTL_SECRET_db: 'env', PATH: '/bin' };
    expect(readSecrets(['api=flag'], environment)).toEqual({ api: 'flag', db: 'env' });
  });

  it('reads a JSON object', () => {
    expect(readSecrets(['api={"user":"u"}'], {})).toEqual({ api: { user: 'u' } });
  });

  it.each(['hunter2', '={"password":"hunter2"}', 'api={"password":"hunter2"'])(
    'never shows a value: %s',
    (flag) => {
      const refused = expect.objectContaining({
        code: 'usage',
        message: expect.not.stringContaining('hunter2'),
      });
      expect(() => readSecrets([flag], {})).toThrow(refused);
    },
  );
});
