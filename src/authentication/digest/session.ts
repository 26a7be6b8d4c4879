import { createHash } from 'node:crypto';
import type { Exchange } from '../../network/index.ts';
import type { Challenge } from './challenge.ts';

/** Hash functions of RFC 7616 by the name in `algorithm`, and what Node calls them. */
const hashes: Readonly<Record<string, string>> = {
  md5: 'md5',
  'sha-256': 'sha256',
  'sha-512-256': 'sha512-256',
};

/** The name and password of a person. */
export interface Account {
  readonly username: string;
  readonly password: string;
}

/**
 * One nonce of one server, and how often it was used. `-sess` algorithms hash the first nonce and cnonce into the
 * key, so a session keeps its cnonce and key when the server hands out a next nonce.
 */
export interface Session {
  /** The value of an `Authorization` header for the next request. */
  answer(exchange: Exchange): string;
  /** The server named the nonce of the next request. */
  proceed(nonce: string): void;
}

/** Begins a session; undefined when the challenge is none that can be answered. */
export function openSession(challenge: Challenge, account: Account, cnonce: string): Session | undefined {
  const { parameters } = challenge;
  const algorithm = parameters.get('algorithm') ?? 'MD5';
  const [, base = '', sess] = /^(.*?)(-sess)?$/i.exec(algorithm) ?? [];
  const hash = Object.hasOwn(hashes, base.toLowerCase()) ? hashes[base.toLowerCase()] : undefined;
  const realm = parameters.get('realm');
  const first = parameters.get('nonce');
  const qop = chooseQop(parameters.get('qop'));
  if (challenge.scheme !== 'digest' || hash === undefined || realm === undefined) return undefined;
  if (first === undefined || qop === undefined) return undefined;
  const digest = (text: string | Uint8Array): string => createHash(hash).update(text).digest('hex');
  const account1 = digest(`${account.username}:${realm}:${account.password}`);
  const key = sess === undefined ? account1 : digest(`${account1}:${first}:${cnonce}`);
  const hashed = parameters.get('userhash')?.toLowerCase() === 'true';
  const user = hashed ? digest(`${account.username}:${realm}`) : account.username;
  const opaque = parameters.get('opaque');
  let nonce = first;
  let count = 0;
  return {
    answer({ method, url, body = '' }) {
      const uri = `${url.pathname}${url.search}`;
      const request = digest(`${method}:${uri}${qop === 'auth-int' ? `:${digest(body)}` : ''}`);
      count++;
      const times = count.toString(16).padStart(8, '0');
      const response =
        qop === 'none'
          ? digest(`${key}:${nonce}:${request}`)
          : digest(`${key}:${nonce}:${times}:${cnonce}:${qop}:${request}`);
      const fields = [
        ...userFields(user, hashed),
        `realm=${quote(realm)}`,
        `nonce=${quote(nonce)}`,
        `uri=${quote(uri)}`,
        `response="${response}"`,
        ...(parameters.has('algorithm') ? [`algorithm=${algorithm}`] : []),
        ...(qop === 'none' && sess === undefined ? [] : [`cnonce="${cnonce}"`]),
        ...(qop === 'none' ? [] : [`qop=${qop}`, `nc=${times}`]),
        ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
      ];
      return `Digest ${fields.join(', ')}`;
    },
    proceed(next) {
      nonce = next;
      count = 0;
    },
  };
}

/** `auth` where the server offers it, `none` for servers of before RFC 2617. */
function chooseQop(offered: string | undefined): 'auth' | 'auth-int' | 'none' | undefined {
  if (offered === undefined) return 'none';
  const names = offered.toLowerCase().split(/[\s,]+/);
  return names.includes('auth') ? 'auth' : names.includes('auth-int') ? 'auth-int' : undefined;
}

/** A name that is not ASCII goes as `username*` (RFC 7616, 3.4). */
function userFields(user: string, hashed: boolean): readonly string[] {
  if (hashed) return [`username="${user}"`, 'userhash=true'];
  if (/^[\x20-\x7e]*$/.test(user)) return [`username=${quote(user)}`];
  const encoded = encodeURIComponent(user).replaceAll(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  return [`username*=UTF-8''${encoded}`];
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
