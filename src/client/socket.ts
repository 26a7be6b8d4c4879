import { relative, resolve } from 'node:path';

/** Bytes that the path of a unix socket may have, on every system we run on (macOS takes the least). */
const maxSocketPath = 103;

/**
 * The unix socket at which the owner of a sqlite store answers: a file beside the database. Undefined for other stores.
 * The shorter of the absolute and the relative path is taken, because systems allow about a hundred characters.
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

/** The database file of a sqlite store: a URL, or just a path. */
function fileOf(store: string): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]+):(?:\/\/)?/i.exec(store);
  if (scheme === null) return store;
  return scheme[1]?.toLowerCase() === 'sqlite' ? store.slice(scheme[0].length) : undefined;
}
