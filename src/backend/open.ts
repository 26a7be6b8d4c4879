import { existsSync } from 'node:fs';
import { Failure } from '../problem/failure.ts';
import type { Backend } from './backend.ts';
import { readStoreUrl } from './store-url.ts';

export interface OpenOptions {
  /** Milliseconds for which events are remembered and kept; 24 hours by default. */
  readonly retention?: number;
  /** Makes this process the one owner of a sqlite file; other stores have no owner and take no notice. */
  readonly owner?: { readonly socket?: string };
  /** A sqlite file that is not there is not made. */
  readonly existing?: boolean;
}

/**
 * Opens the store that a text names, as `readStoreUrl` reads it. Only the code of that store is loaded.
 * @throws Failure `usage` for anything else, `unreachable` when it cannot be opened, `conflict` when it has an owner,
 * `not-found` for a file that is not there and is not to be made.
 */
export async function openBackend(text: string, options: OpenOptions = {}): Promise<Backend> {
  const { retention, owner, existing = false } = options;
  const kept = retention === undefined ? {} : { retention };
  const store = readStoreUrl(text);
  switch (store.kind) {
    case 'memory': {
      const { createMemoryBackend } = await import('./memory/index.ts');
      return createMemoryBackend(kept);
    }
    case 'sqlite': {
      const { path } = store;
      if (existing && !existsSync(path)) {
        throw new Failure('not-found', `there is no store yet at ${path}`, {
          hint: 'eventctl dev makes it, and so does eventctl apply',
        });
      }
      const { createSqliteBackend } = await import('./sqlite/index.ts');
      return createSqliteBackend({ path, ...kept, ...(owner === undefined ? {} : { owner }) });
    }
    case 'redis': {
      const { createRedisBackend } = await import('./redis/index.ts');
      return createRedisBackend({ url: store.url, ...kept });
    }
  }
}
