import { Failure } from '../problem/failure.ts';

/** What names a store, taken apart. */
export type StoreUrl =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'redis'; readonly url: string };

/** What cannot be meant as anything but a file. */
const plainPath = /^(?:\.{0,2}[/\\]|[a-z]:[/\\])|\.(?:db|sqlite3?)$/i;

/** A name or an address with a port: most likely a Redis. */
const place = /^(?:[\w.-]+|\[[0-9a-f:.]+\]):\d{1,5}(?:\/\d*)?$/i;

/**
 * Reads `memory:`, `sqlite:PATH`, `redis://…`, `rediss://…`, `redis+unix:///PATH`, `redis+cluster://…`. A file may go
 * without `sqlite:` when it cannot be mistaken: `./x`, `../x`, `/x`, `x.db`, `x.sqlite`.
 * @throws Failure `usage` for anything else, without repeating what may be a password.
 */
export function readStoreUrl(text: string): StoreUrl {
  if (place.test(text)) throw refused(text, `Use redis://${text}`);
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]+):(.*)$/is.exec(text) ?? [];
  switch (scheme?.toLowerCase()) {
    case undefined:
      if (plainPath.test(text)) return { kind: 'sqlite', path: text };
      throw refused(
        text,
        /[\s:@]/.test(text) || text === '' ? forms : `Use sqlite:${text} for a file, or redis://HOST:PORT`,
      );
    case 'memory':
      if (rest === '') return { kind: 'memory' };
      break;
    case 'sqlite': {
      const path = rest.replace(/^\/\//, '');
      if (path !== '' && path !== ':memory:') return { kind: 'sqlite', path };
      break;
    }
    case 'redis':
    case 'rediss':
    case 'redis+unix':
    case 'redis+cluster':
      return { kind: 'redis', url: text };
  }
  throw refused(`${scheme}:`, forms);
}

const forms = 'Use sqlite:PATH, redis://HOST:PORT or memory:';

function refused(text: string, hint: string): Failure {
  const shown = text.slice(text.lastIndexOf('@') + 1);
  return new Failure('usage', `"${shown}" names no store that eventctl knows`, { hint });
}
