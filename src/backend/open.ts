import { Failure } from '../problem/failure.ts';
import type { Backend } from './backend.ts';

export interface OpenOptions {
  /** Milliseconds for which events are remembered and kept; 24 hours by default. */
  readonly retention?: number;
  /** Makes this process the one owner of a sqlite file; other stores have no owner and take no notice. */
  readonly owner?: { readonly socket?: string };
}

/**
 * Opens the store that a URL names: `memory:`, `sqlite:PATH` or just a path, `redis://…`, `rediss://…`,
 * `redis+unix:///PATH`, `redis+cluster://…`. Only the code of that store is loaded.
 * @throws Failure `usage` for anything else, `unreachable` when it cannot be opened, `conflict` when it has an owner.
 */
export async function openBackend(url: string, options: OpenOptions = {}): Promise<Backend> {
  const { retention, owner } = options;
  const kept = retention === undefined ? {} : { retention };
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]+):(.*)$/is.exec(url) ?? [undefined, 'sqlite', url];
  switch (scheme?.toLowerCase()) {
    case 'memory': {
      if (rest !== '') throw unknown(url);
      const { createMemoryBackend } = await import('./memory/index.ts');
      return createMemoryBackend(kept);
    }
    case 'sqlite': {
      const path = rest.replace(/^\/\//, '');
      if (path === '' || path === ':memory:') throw unknown(url);
      const { createSqliteBackend } = await import('./sqlite/index.ts');
      return createSqliteBackend({ path, ...kept, ...(owner === undefined ? {} : { owner }) });
    }
    case 'redis':
    case 'rediss':
    case 'redis+unix':
    case 'redis+cluster': {
      const { createRedisBackend } = await import('./redis/index.ts');
      return createRedisBackend({ url, ...kept });
    }
    default:
      throw unknown(url);
  }
}

function unknown(url: string): Failure {
  // A URL may hold a password, so only its scheme is repeated.
  const [scheme = ''] = url.split(':');
  return new Failure('usage', `"${scheme}:" names no store that eventctl knows`, {
    hint: 'Use sqlite:PATH, redis://HOST:PORT or memory:',
  });
}
