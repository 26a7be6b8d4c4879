import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArguments, readJson, readPair, readText } from './input.ts';

describe('readJson', () => {
  it('reads what is given', async () => {
    expect(await readJson('{"a":[1]}', '--input')).toEqual({ a: [1] });
  });

  it('reads a file', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'eventctl-input-')), 'input.json');
    writeFileSync(file, '{"a":1}');
    expect(await readJson(`@${file}`, '--input')).toEqual({ a: 1 });
  });

  it('reads a file with a byte order mark', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'eventctl-input-')), 'input.json');
    writeFileSync(file, '\ufeff{"a":1}');
    expect(await readJson(`@${file}`, '--input')).toEqual({ a: 1 });
  });

  it('names the file that is not JSON, and does not advise to use a file', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'eventctl-input-')), 'input.json');
    writeFileSync(file, '{a:1}');
    await expect(readJson(`@${file}`, '--input')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(`${file} is not JSON: `),
      hint: undefined,
    });
  });

  it('wants the name of the file', async () => {
    await expect(readJson('@', '--input')).rejects.toMatchObject({
      code: 'usage',
      message: '--input @FILE: the name of the file is missing',
    });
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

describe('readArguments', () => {
  it('reads values by name', () => {
    expect(readArguments(['a=1', 'b={"c":"d=e"}', '__proto__=2'])).toEqual(
      JSON.parse('{"a":1,"b":{"c":"d=e"},"__proto__":2}'),
    );
  });

  it('tells how a string is written', () => {
    expect(() => readArguments(['name=Ada Lovelace'])).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringMatching(/^--arg name is not JSON: /),
        hint: `a string has quotes of its own: --arg 'name="Ada Lovelace"'`,
      }),
    );
  });

  it.each([
    ['a', '--arg is NAME=VALUE, not a'],
    ['$a=1', '--arg $a: not the name of a variable'],
    ['a-b=1', '--arg a-b: not the name of a variable'],
  ])('refuses %s', (flag, message) => {
    expect(() => readArguments([flag])).toThrow(expect.objectContaining({ code: 'usage', message }));
  });

  it('refuses a name that is given twice', () => {
    expect(() => readArguments(['a=1', 'a=2'])).toThrow('--arg a is given twice');
  });
});
