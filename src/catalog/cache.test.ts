import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCachedService } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'eventctl-cache-')), 'catalog');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

const document = (title: string) => JSON.stringify({ asyncapi: '3.0.0', info: { title, version: '1' } });

function read(text: string, path = 'catalog/a.yaml', others: Readonly<Record<string, string>> = {}) {
  return readCachedService({ folder, file: { path, text }, files: new Map(Object.entries(others)) });
}

async function onlyFile(): Promise<string> {
  const [name, ...others] = await readdir(folder);
  expect(others).toEqual([]);
  return join(folder, name ?? '');
}

describe('readCachedService', () => {
  it('gives the same from memory as from the document', async () => {
    const first = await read(document('A'));
    expect(await read(document('A'))).toEqual(first);
  });

  it('does not write again what it has', async () => {
    await read(document('A'));
    const before = await stat(await onlyFile());
    await read(document('A'));
    expect((await stat(await onlyFile())).mtimeMs).toBe(before.mtimeMs);
  });

  it('answers from the file', async () => {
    await read(document('A'));
    const file = await onlyFile();
    await rm(file);
    await read(document('B'));
    await writeFile(file, await readFile(await onlyFile()));
    expect((await read(document('A'))).service?.title).toBe('B');
  });

  it('reads a changed document anew', async () => {
    await read(document('A'));
    expect((await read(document('B'))).service?.title).toBe('B');
  });

  it('tells the same text in two files apart', async () => {
    await read(document('A'), 'a.yaml');
    expect((await read(document('A'), 'b.yaml')).service?.file).toBe('b.yaml');
  });

  it('reads anew when a file it refers to has changed', async () => {
    const text =
      'asyncapi: 3.0.0\ninfo: { title: T, version: "1" }\nchannels: { a: { messages: { m: { $ref: "m.yaml#/m" } } } }';
    const name = async (message: string) => {
      const { service } = await read(text, 'catalog/a.yaml', { 'catalog/m.yaml': message });
      return service?.channels[0]?.messages[0]?.name;
    };
    expect([await name('m: { name: one }'), await name('m: { name: two }')]).toEqual(['one', 'two']);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -20)],
    ['changed', (text: string) => text.replace('A', 'X')],
    ['of another shape', () => '{"digest":1}'],
  ])('ignores a file that is %s', async (_, damage) => {
    await read(document('A'));
    const file = await onlyFile();
    await writeFile(file, damage(await readFile(file, 'utf8')));
    expect((await read(document('A'))).service?.title).toBe('A');
  });

  it('keeps nothing of a refused document', async () => {
    await read('asyncapi: 3.0.0');
    await expect(readdir(folder)).rejects.toThrow();
  });

  it('goes on when the folder cannot be made', async () => {
    await writeFile(folder, 'a file');
    expect((await read(document('A'))).service?.title).toBe('A');
  });
});
