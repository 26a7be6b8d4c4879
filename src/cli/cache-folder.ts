import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where commands without a store remember what AsyncAPI documents came to (XDG base directories). */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const base = environment['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'eventctl', 'catalog');
}
