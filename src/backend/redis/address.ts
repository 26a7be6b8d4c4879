import { Failure } from '../../problem/failure.ts';

/** Where a Redis is, read from a store's URL. */
export type Address =
  | { readonly kind: 'single'; readonly url: string; readonly label: string }
  | { readonly kind: 'socket'; readonly path: string; readonly label: string }
  | {
      readonly kind: 'cluster';
      readonly nodes: readonly { readonly host: string; readonly port: number }[];
      readonly username?: string;
      readonly password?: string;
      readonly label: string;
    };

const forms =
  'redis://host:port, rediss://host:port, redis+unix:///path or redis+cluster://host:port,host:port';

/**
 * Reads `redis://`, `rediss://` (TLS), `redis+unix:///path` and `redis+cluster://host:port,host:port`.
 * The label names it for people and never holds the password.
 * @throws Failure `usage` for anything else.
 */
export function parseAddress(url: string): Address {
  if (url.startsWith('redis+cluster://')) return clusterAddress(url);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'redis+unix:' && parsed.pathname.length > 1) {
    const path = decodeURIComponent(parsed.pathname);
    return { kind: 'socket', path, label: path };
  }
  if ((parsed?.protocol === 'redis:' || parsed?.protocol === 'rediss:') && parsed.hostname !== '') {
    return { kind: 'single', url, label: `${parsed.hostname}:${parsed.port || '6379'}${databaseOf(parsed)}` };
  }
  throw wrongUrl(url);
}

function databaseOf({ pathname }: URL): string {
  return pathname.length > 1 ? pathname : '';
}

function clusterAddress(url: string): Address {
  const [, userinfo, hosts] = /^redis\+cluster:\/\/(?:([^@/]*)@)?([^@/?#]+)\/?$/.exec(url) ?? [];
  if (hosts === undefined) throw wrongUrl(url);
  const nodes = hosts.split(',').map((node) => {
    const parsed = URL.canParse(`redis://${node}`) ? new URL(`redis://${node}`) : undefined;
    if (parsed === undefined || parsed.hostname === '') throw wrongUrl(url);
    return { host: parsed.hostname, port: Number(parsed.port || '6379') };
  });
  const [username = '', password = ''] = (userinfo ?? '').split(':').map(decodeURIComponent);
  return {
    kind: 'cluster',
    nodes,
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    label: `cluster ${hosts}`,
  };
}

function wrongUrl(url: string): Failure {
  const shown = url.replace(/\/\/[^@/]*@/, '//');
  return new Failure('usage', `"${shown}" does not name a Redis`, { hint: `Use ${forms}` });
}
