import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFiles } from './index.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'eventctl-files-'));
});
afterEach(() => rm(root, { recursive: true }));

async function put(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

async function names(...paths: readonly string[]): Promise<readonly string[]> {
  const files = await readFiles(paths.map((path) => join(root, path)));
  return files.map(({ path }) => path.slice(root.length + 1));
}

describe('readFiles', () => {
  it('reads nothing when nothing is named', async () => {
    expect(await readFiles([])).toEqual([]);
  });

  it('reads a file whatever its name', async () => {
    await put({ 'workflow.txt': 'a: ü' });
    expect(await readFiles([join(root, 'workflow.txt')])).toEqual([
      { path: join(root, 'workflow.txt'), text: 'a: ü' },
    ]);
  });

  it('reads the definitions of a folder and the folders in it, in order', async () => {
    await put({ 'b.yml': '', 'a.yaml': '', 'c.json': '', 'in/d.YAML': '', 'notes.md': '', 'e.ndjson': '' });
    expect(await names('')).toEqual(['a.yaml', 'b.yml', 'c.json', 'in/d.YAML']);
  });

  it('leaves out hidden folders and files, and installed packages', async () => {
    await put({ '.git/a.yaml': '', '.b.yaml': '', 'node_modules/x/c.json': '', 'd.yaml': '' });
    expect(await names('')).toEqual(['d.yaml']);
  });

  it('follows links to files and not to folders', async () => {
    await put({ 'real/a.yaml': '', 'folder/b.yaml': '' });
    await symlink(join(root, 'real/a.yaml'), join(root, 'folder/link.yaml'));
    await symlink(root, join(root, 'folder/loop'));
    expect(await names('folder')).toEqual(['folder/b.yaml', 'folder/link.yaml']);
  });

  it('reads a file once that is named twice', async () => {
    await put({ 'in/a.yaml': '', 'in/b.yaml': '' });
    expect(await names('in/b.yaml', 'in')).toEqual(['in/b.yaml', 'in/a.yaml']);
  });

  it('refuses a path that is not there', async () => {
    await expect(names('missing.yaml')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses a folder without definitions', async () => {
    await put({ 'empty/readme.md': '' });
    await expect(names('empty')).rejects.toMatchObject({ code: 'usage' });
  });

  it('tells all files that are no text or too large', async () => {
    await put({
      'a.yaml': new Uint8Array([0x61, 0x3a, 0xff]),
      'b.yaml': 'fine: true',
      'c.yaml': 'x'.repeat(2 * 1024 * 1024),
    });
    await expect(names('')).rejects.toMatchObject({
      code: 'invalid-definition',
      diagnostics: [
        { code: 'not-utf-8', file: join(root, 'a.yaml') },
        { code: 'too-large', file: join(root, 'c.yaml') },
      ],
    });
  });

  it('does not read what is far too large', async () => {
    await put({ 'a.yaml': new Uint8Array(17 * 1024 * 1024) });
    await expect(names('a.yaml')).rejects.toMatchObject({ code: 'usage' });
  });
});
