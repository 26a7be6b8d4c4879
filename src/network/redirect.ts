import { WorkflowError } from '../problem/problem.ts';
import type { Stop } from './stop.ts';
import { type Answer, describeExchange, type Exchange, type Transport, webUrl } from './transport.ts';

/** Redirects that one call follows before it gives up. */
export const maxRedirects = 10;

const redirectStatuses = [301, 302, 303, 307, 308];

/**
 * Sends an exchange and follows its redirects as browsers do: 303 asks again with GET, 301 and 302 turn POST into GET,
 * 307 and 308 repeat the request. Credentials stay with the origin they were meant for. An answer that names no
 * place to go to is final. Every hop goes through `transport`, which judges its address again.
 * @throws WorkflowError of kind `communication` after too many redirects, or at one that leaves http and https.
 */
export async function sendFollowing(transport: Transport, first: Exchange, signal: Stop): Promise<Answer> {
  let exchange = first;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const answer = await transport(exchange, signal);
    const location = answer.headers['location'];
    if (location === undefined || !redirectStatuses.includes(answer.status)) return answer;
    exchange = redirected(exchange, answer.status, location);
  }
  throw refused(first, `was redirected more than ${maxRedirects} times`);
}

function redirected(from: Exchange, status: number, location: string): Exchange {
  const url = webUrl(location, from.url.href);
  if (url === undefined) {
    throw refused(from, 'was redirected to something that is no http or https address');
  }
  url.username = '';
  url.password = '';
  url.hash = '';
  const becomesGet =
    (status === 303 && from.method !== 'HEAD') ||
    ((status === 301 || status === 302) && from.method === 'POST');
  const headers = Object.entries(from.headers).filter(
    ([name]) =>
      !(becomesGet && name.startsWith('content-')) &&
      !(url.origin !== from.url.origin && (isCredential(name) || name === 'host')),
  );
  return {
    method: becomesGet ? 'GET' : from.method,
    url,
    headers: Object.fromEntries(headers),
    ...(becomesGet || from.body === undefined ? {} : { body: from.body }),
  };
}

/** True for a header whose value lets its holder act as the sender. Names in lower case. */
export function isCredential(name: string): boolean {
  if (name === 'idempotency-key') return false;
  return /(^|-)auth(entication|orization)?(-|$)|^cookie$|api-?key|-key$|credential|password|secret|session|signature|token/.test(
    name,
  );
}

function refused(exchange: Exchange, why: string): WorkflowError {
  return WorkflowError.of('communication', 'Redirect not followed', `${describeExchange(exchange)} ${why}`);
}
