import { relative, resolve } from 'node:path';

/** Bytes that the path of a unix socket may have, on every system we run on (macOS takes the least). */
const maxSocketPath = 103;

/**
 * The unix socket at which the owner of a sqlite store answers: a file beside the database. Undefined for other stores.
 * The shorter of the absolute and the relative path is taken, because systems allow about a hundred characters.
 */
export function socketPathOf(store: string): string | undefined {
  const file = /^sqlite:(?:\/\/)?(.+)$/.exec(store)?.[1];
  if (file === undefined || file === ':memory:') return undefined;
  const absolute = `${resolve(file)}.sock`;
  const fromHere = relative('', absolute);
  return fromHere.length < absolute.length ? fromHere : absolute;
}

export function fitsSocket(path: string): boolean {
  return Buffer.byteLength(path) <= maxSocketPath;
}
