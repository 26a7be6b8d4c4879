import { posix } from 'node:path';

/**
 * Every external resource has an address, an absolute URL, so that one rule resolves what one names relative to
 * another. A local file's is made of its path as the user named it, below a root that stands for the folder they work
 * in: it is the same in the process that reads the files and in the one that compiles them.
 */

/** Deep enough for paths that go up. */
const root = `/${Array.from({ length: 16 }, (_, depth) => depth).join('/')}/`;

/** Address of a folder `functions` that the operator provides: the catalog `default`. */
export const defaultCatalog = 'default:/';

export function addressOfFile(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return new URL(encoded, `file://${root}`).href;
}

/** The path of a local file, as the user would name it. */
export function fileOfAddress(address: string): string {
  const path = decodeURIComponent(new URL(address).pathname);
  return path.startsWith('/0/') ? posix.relative(root, path) : path;
}

/** The address of what `reference` names in a text at `base`; undefined when it is no URI. */
export function resolveAddress(reference: string, base: string): string | undefined {
  // The specification's examples write `file://folder/file` for a path beside the workflow.
  const path = /^file:\/\/(?!\/|localhost\/)(.+)$/.exec(reference)?.[1] ?? reference;
  return URL.canParse(path, base) ? new URL(path, base).href : undefined;
}

/** An address as people know it: a file by its path. */
export function nameOfAddress(address: string): string {
  return isLocal(address) ? fileOfAddress(address) : address;
}

export function isLocal(address: string): boolean {
  return address.startsWith('file:');
}

export function isRemote(address: string): boolean {
  return /^https?:/.test(address);
}

/** What a definition stores: the same wherever its folder is. Absolute, or for a file relative to the workflow's. */
export function uriOf(address: string, workflow: string): string {
  if (!isLocal(address)) return address;
  const path = fileOfAddress(address);
  const from = fileOfAddress(workflow);
  if (posix.isAbsolute(path) && !posix.isAbsolute(from)) return path;
  const relative = posix.relative(posix.dirname(from), path);
  return relative.startsWith('../') ? relative : `./${relative}`;
}
