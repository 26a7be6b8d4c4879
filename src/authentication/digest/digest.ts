import { createHash, randomBytes } from 'node:crypto';
import type { Answer, Exchange, Stop, Transport } from '../../network/index.ts';
import { Held } from '../held.ts';
import { readChallenges, readParameters } from './challenge.ts';
import { type Account, openSession, type Session } from './session.ts';

/**
 * Digest authentication (RFC 7616).
 *
 * Nothing is known of a server at first: the request goes out bare, its 401 brings a challenge, the answer to it opens
 * a session, and the request is repeated. Later requests to that origin use the session at once. A session that is
 * answered with 401 (its nonce is stale) is replaced by one for the new challenge, and the request repeated once. An
 * answer to a new challenge that is refused stays refused: the password is wrong.
 */
export function createDigest(transport: Transport) {
  const sessions = new Held<Session>();

  async function attempt(exchange: Exchange, session: Session, signal: Stop): Promise<Answer> {
    const headers = { ...exchange.headers, authorization: session.answer(exchange) };
    const answer = await transport({ ...exchange, headers }, signal);
    const next = readParameters(answer.headers['authentication-info'] ?? '').get('nextnonce');
    if (next !== undefined) session.proceed(next);
    return answer;
  }

  return async (exchange: Exchange, account: Account, signal: Stop): Promise<Answer> => {
    const key = keyOf(exchange, account);
    const known = sessions.get(key);
    const first =
      known === undefined ? await transport(exchange, signal) : await attempt(exchange, known, signal);
    if (first.status !== 401) return first;
    const session = openFirst(first, account);
    if (session === undefined) return first;
    sessions.set(key, session);
    const second = await attempt(exchange, session, signal);
    if (second.status === 401) sessions.delete(key);
    return second;
  };
}

/** For the first challenge that can be answered: servers name the best first (RFC 7616, 3.7). */
function openFirst(answer: Answer, account: Account): Session | undefined {
  for (const challenge of readChallenges(answer.headers['www-authenticate'] ?? '')) {
    const session = openSession(challenge, account, randomBytes(16).toString('hex'));
    if (session !== undefined) return session;
  }
  return undefined;
}

function keyOf({ url }: Exchange, { username, password }: Account): string {
  return createHash('sha256')
    .update(JSON.stringify([url.origin, username, password]))
    .digest('base64');
}
