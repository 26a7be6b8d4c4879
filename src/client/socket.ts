import { relative, resolve } from 'node:path';
import { readStoreUrl } from '../backend/store-url.ts';

/** Bytes that the path of a unix socket may have, on every system we run on (macOS takes the least). */
const maxSocketPath = 103;

/**
 * The unix socket at which the owner of a sqlite store answers: a file beside the database. Undefined for other stores.
 * The shorter of the absolute and the relative path is taken, because systems allow about a hundred characters.
 * @throws Failure `usage` for a text that names no store.
 */
export function socketPathOf(store: string): string | undefined {
  const file = fileOf(store);
  if (file === undefined) return undefined;
  const absolute = `${resolve(file)}.sock`;
  const fromHere = relative('', absolute);
  return fromHere.length < absolute.length ? fromHere : absolute;
}

/** False for a path that a system would cut or refuse. */
export function fitsSocket(path: string): boolean {
  return Buffer.byteLength(path) <= maxSocketPath;
}

/** The database file of a sqlite store. */
function fileOf(text: string): string | undefined {
  const store = readStoreUrl(text);
  return store.kind === 'sqlite' ? store.path : undefined;
}
