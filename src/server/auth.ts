import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '../problem/failure.ts';
import { Refusal } from './problem.ts';

/**
 * Who may ask. Three cases, the strictest that applies:
 *
 * - **socket**: the file's mode lets only its owner in; nothing else is asked.
 * - **with a token**: every request carries `Authorization: Bearer TOKEN`.
 * - **loopback without a token**: whoever is on this machine, but no web page. A page cannot send a request here
 *   without an `Origin` or a `Sec-Fetch-Site` of another site, and a name that was rebound to 127.0.0.1 shows in `Host`.
 */
export type Guard = (headers: IncomingHttpHeaders) => void;

/** @throws Failure `usage` for an address beyond loopback without a token. */
export function createGuard(listener: { readonly host: string; readonly token?: string }): Guard {
  if (listener.token !== undefined) return tokenGuard(listener.token);
  if (!isLoopback(listener.host)) {
    throw new Failure('usage', `listening on ${listener.host} lets others in: a token is needed`, {
      hint: 'set EVENTCTL_TOKEN or --token, or listen on 127.0.0.1',
    });
  }
  return loopbackGuard;
}

/** True for names and addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
  );
}

function tokenGuard(token: string): Guard {
  const wanted = digest(token);
  return (headers) => {
    const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    // Digests have one length, so that the comparison tells nothing about the token's.
    if (given === undefined || !timingSafeEqual(digest(given), wanted)) {
      throw new Refusal(401, given === undefined ? 'this server wants a token' : 'the token is wrong', {
        hint: 'set EVENTCTL_TOKEN or --token; over HTTP, Authorization: Bearer TOKEN',
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function loopbackGuard(headers: IncomingHttpHeaders): void {
  const { host, origin } = headers;
  if (host === undefined || !isLoopback(hostName(host))) {
    throw new Refusal(403, 'the Host header names another machine', {
      hint: 'ask for 127.0.0.1 or localhost',
    });
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new Refusal(403, 'requests from web pages are refused');
  }
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new Refusal(403, 'requests from web pages are refused');
  }
}

/** The host of a `Host` header, without its port. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, '');
}
