import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { serve } from './listen.ts';

interface DigestOptions {
  readonly algorithm: string;
  readonly qop: 'auth' | 'auth-int';
  /** Requests that a nonce is good for; more are answered with `stale=true`. */
  readonly uses?: number;
  /** Hand out the next nonce with each answer. */
  readonly next?: boolean;
}

export interface DigestServer {
  readonly origin: string;
  /** What was asked: status, and the count of the nonce if there was one. */
  readonly log: readonly { readonly status: number; readonly count?: string }[];
}

const realm = 'shop';
export const account = { username: 'ada', password: 'lovelace' };

/** A server that asks for digest authentication as RFC 7616 has it, for the forms that other servers do not know. */
export async function digestServer({
  algorithm,
  qop,
  uses = 100,
  next = false,
}: DigestOptions): Promise<DigestServer> {
  const nonces = new Map<string, Set<string>>();
  const log: { status: number; count?: string }[] = [];
  const [, base = '', sess] = /^(.*?)(-sess)?$/.exec(algorithm) ?? [];
  const hash = (value: string) => createHash(base.replace('-', '').toLowerCase()).update(value).digest('hex');
  const fresh = () => {
    const nonce = randomUUID();
    nonces.set(nonce, new Set());
    return nonce;
  };
  const keys = new Map<string, string>();

  function keyOf(fields: Map<string, string>): string {
    const { username, password } = account;
    const secret = hash(`${username}:${realm}:${password}`);
    const cnonce = fields.get('cnonce') ?? '';
    if (sess === undefined) return secret;
    const known = keys.get(cnonce) ?? hash(`${secret}:${fields.get('nonce')}:${cnonce}`);
    keys.set(cnonce, known);
    return known;
  }

  function judge(request: IncomingMessage, body: string): 'good' | 'stale' | 'bad' {
    const fields = read(request.headers.authorization ?? '');
    const [nonce = '', count = ''] = [fields.get('nonce'), fields.get('nc')];
    const used = nonces.get(nonce);
    if (used === undefined || used.has(count) || used.size >= uses)
      return fields.size === 0 ? 'bad' : 'stale';
    const of = hash(`${request.method}:${request.url}${qop === 'auth-int' ? `:${hash(body)}` : ''}`);
    const expected = hash([keyOf(fields), nonce, count, fields.get('cnonce'), qop, of].join(':'));
    if (fields.get('response') !== expected || fields.get('uri') !== request.url) return 'bad';
    used.add(count);
    return 'good';
  }

  const origin = await serve(async (request, response) => {
    const verdict = judge(request, await text(request));
    const count = read(request.headers.authorization ?? '').get('nc');
    log.push({ status: verdict === 'good' ? 200 : 401, ...(count === undefined ? {} : { count }) });
    if (verdict === 'good') {
      if (next) response.setHeader('authentication-info', `nextnonce="${fresh()}", qop=${qop}`);
      response.end('welcome');
      return;
    }
    const stale = verdict === 'stale' ? ', stale=true' : '';
    response.writeHead(401, {
      'www-authenticate': `Digest realm="${realm}", nonce="${fresh()}", qop="${qop}", algorithm=${algorithm}${stale}`,
    });
    response.end();
  });
  return { origin, log };
}

function read(header: string): Map<string, string> {
  const pairs = header.matchAll(/(\w+\*?)=(?:"([^"]*)"|([^\s,]+))/g);
  return new Map([...pairs].map(([, name = '', quoted, plain = '']) => [name, quoted ?? plain]));
}
