import { createHash } from 'node:crypto';
import { digest as realServer } from 'http-auth';
import { describe, expect, it } from 'vitest';
import { account, digestServer } from '../../../test/servers/digest.ts';
import { serve } from '../../../test/servers/listen.ts';
import { createNetwork, type Exchange } from '../../network/index.ts';
import { createAuthenticator } from '../authenticator.ts';
import type { Credentials } from '../credentials.ts';

const credentials: Credentials = { scheme: 'digest', ...account };

/** Sends one request after the other with one authenticator; their statuses. */
async function send(origin: string, requests: readonly Partial<Exchange>[], as = credentials) {
  const authenticator = createAuthenticator({ transport: createNetwork('loopback'), now: () => 0 });
  const statuses: number[] = [];
  for (const request of requests) {
    const exchange = { method: 'GET', url: new URL('/a?b=c', origin), headers: {}, ...request };
    const sending = authenticator.send(
      { exchange, credentials: as, redirect: false },
      AbortSignal.timeout(5000),
    );
    statuses.push((await sending).status);
  }
  return statuses;
}

const post = { method: 'POST', body: 'ünï', headers: { 'content-type': 'text/plain' } };

describe('U4 digest against a server', () => {
  it.each(['MD5', 'MD5-sess'] as const)('is let in by http-auth with %s', async (algorithm) => {
    const { username, password } = account;
    const gate = realServer({ realm: 'shop', algorithm }, (name, tell) =>
      tell(
        createHash('md5')
          .update(`${username}:shop:${name === username ? password : ''}`)
          .digest('hex'),
      ),
    );
    const origin = await serve(gate.check((_request, response) => response.end('welcome')));
    expect(await send(origin, [{}, post, {}])).toEqual([200, 200, 200]);
    expect(await send(origin, [{}], { ...credentials, password: 'wrong' })).toEqual([401]);
  });

  it.each(
    ['MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess', 'SHA-512-256'].flatMap((algorithm) =>
      (['auth', 'auth-int'] as const).map((qop) => ({ algorithm, qop })),
    ),
  )('is let in with $algorithm and $qop', async (options) => {
    const { origin } = await digestServer(options);
    expect(await send(origin, [post, {}])).toEqual([200, 200]);
  });

  it('asks for a challenge once and then uses its nonce again', async () => {
    const { origin, log } = await digestServer({ algorithm: 'SHA-256', qop: 'auth' });
    await send(origin, [{}, {}, {}]);
    expect(log).toEqual([
      { status: 401 },
      { status: 200, count: '00000001' },
      { status: 200, count: '00000002' },
      { status: 200, count: '00000003' },
    ]);
  });

  it('answers the new challenge when its nonce is stale', async () => {
    const { origin, log } = await digestServer({ algorithm: 'SHA-256-sess', qop: 'auth', uses: 1 });
    expect(await send(origin, [{}, {}])).toEqual([200, 200]);
    expect(log.map(({ status }) => status)).toEqual([401, 200, 401, 200]);
  });

  it('takes the next nonce that the server names', async () => {
    const { origin, log } = await digestServer({
      algorithm: 'SHA-256-sess',
      qop: 'auth',
      uses: 1,
      next: true,
    });
    expect(await send(origin, [{}, {}, {}])).toEqual([200, 200, 200]);
    expect(log.map(({ count }) => count)).toEqual([undefined, '00000001', '00000001', '00000001']);
  });

  it('gives up after one answer when the password is wrong', async () => {
    const { origin, log } = await digestServer({ algorithm: 'SHA-256', qop: 'auth' });
    expect(await send(origin, [{}], { ...credentials, password: 'wrong' })).toEqual([401]);
    expect(log).toHaveLength(2);
  });

  it('returns a 401 that it has no answer to', async () => {
    const origin = await serve((_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Negotiate' }).end();
    });
    expect(await send(origin, [{}])).toEqual([401]);
  });

  it('answers the first challenge it can among several', async () => {
    const headers: (string | undefined)[] = [];
    const origin = await serve((request, response) => {
      headers.push(request.headers.authorization);
      const challenges = [
        'Digest realm="r", nonce="a", algorithm=SHA3',
        'Digest realm="r", nonce="b", qop="auth", algorithm=SHA-256',
        'Digest realm="r", nonce="c", qop="auth"',
      ];
      response.writeHead(401, { 'www-authenticate': challenges }).end();
    });
    await send(origin, [{}]);
    expect(headers).toEqual([undefined, expect.stringContaining('nonce="b"')]);
  });
});
