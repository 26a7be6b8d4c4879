import { readdir, readFile, stat } from 'node:fs/promises';
import { posix, resolve } from 'node:path';
import type { SourceFile } from '../dsl/index.ts';
import { decodeUtf8 } from '../dsl/index.ts';
import type { Diagnostic } from '../problem/diagnostic.ts';
import { Failure } from '../problem/failure.ts';

const endings = /\.(ya?ml|json)$/i;

/** Larger files are not even read; the limit of a definition is far below. */
const maxReadBytes = 16 * 1024 * 1024;

/**
 * Reads files and folders: a file whatever its name, a folder with all its `*.yaml`, `*.yml` and `*.json` files, also
 * those of the folders in it, sorted by path. Folders named `node_modules` or with a leading dot are left out, and
 * links to folders are not followed. A file that is named twice is read once.
 * @throws Failure `not-found` for a path that is not there, `usage` for one that cannot be read or a folder without
 * definitions, `invalid-definition` with a diagnostic for each file that is too large or not UTF-8.
 */
export async function readFiles(paths: readonly string[]): Promise<SourceFile[]> {
  const names = new Map<string, string>();
  for (const path of paths) {
    for (const file of await expand(path)) {
      if (!names.has(resolve(file))) names.set(resolve(file), file);
    }
  }
  const files: SourceFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of names.values()) {
    const text = decodeUtf8({ path, bytes: await attempt(path, () => readFile(path)) });
    if (typeof text === 'string') files.push({ path, text });
    else diagnostics.push(text);
  }
  if (diagnostics.length > 0) {
    throw new Failure('invalid-definition', 'some files are no definitions', { diagnostics });
  }
  return files;
}

async function expand(path: string): Promise<readonly string[]> {
  const found = await attempt(path, () => stat(path));
  if (found.isDirectory()) {
    const files = await definitionsIn(path);
    if (files.length > 0) return files;
    throw new Failure('usage', `there is no definition in ${path}`, {
      hint: 'definitions are *.yaml, *.yml and *.json files',
    });
  }
  if (!found.isFile()) throw new Failure('usage', `${path} is neither a file nor a folder`);
  if (found.size > maxReadBytes) {
    throw new Failure('usage', `${path} is too large for a definition`, {
      hint: 'keep data out of the definition: pass it as input, or fetch it with a call',
    });
  }
  return [path];
}

async function definitionsIn(folder: string): Promise<readonly string[]> {
  const entries = await attempt(folder, () => readdir(folder, { withFileTypes: true }));
  const names = entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  const files: string[] = [];
  for (const entry of names) {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await definitionsIn(path)));
    else if (endings.test(entry.name) && (await isFile(path))) files.push(...(await expand(path)));
  }
  return files;
}

/** Also true for a link to a file. */
async function isFile(path: string): Promise<boolean> {
  return (await attempt(path, () => stat(path))).isFile();
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new Failure('not-found', `there is no ${path}`);
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('usage', `${path} cannot be read: ${reason}`, { cause: error });
  }
}
