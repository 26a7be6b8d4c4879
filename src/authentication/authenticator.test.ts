import { describe, expect, it } from 'vitest';
import type { Answer, Exchange } from '../network/index.ts';
import { createAuthenticator } from './authenticator.ts';
import { type Credentials, readCredentials } from './credentials.ts';

const never = new AbortController().signal;
const empty = new Uint8Array();

/** Sends one request through canned answers; the `Authorization` headers that were sent. */
async function sent(
  credentials: Credentials | undefined,
  answers: readonly Pick<Answer, 'status' | 'headers'>[],
  redirect = true,
) {
  const seen: Exchange[] = [];
  const { send } = createAuthenticator({
    now: () => 0,
    transport: async (exchange) => {
      seen.push(exchange);
      return { status: 200, headers: {}, body: empty, ...answers[seen.length - 1] };
    },
  });
  const exchange = { method: 'GET', url: new URL('https://a.test/x'), headers: {} };
  await send({ exchange, redirect, ...(credentials === undefined ? {} : { credentials }) }, never);
  return seen.map(({ url, headers }) => [url.href, headers['authorization']]);
}

const basic = readCredentials({ basic: { username: 'ä', password: 'p:w' } });
const bearer = readCredentials({ bearer: { token: 't' } });
const digest = readCredentials({ digest: { username: 'u', password: 'p' } });
const to = (location: string) => ({ status: 307, headers: { location } });
const challenge = { status: 401, headers: { 'www-authenticate': 'Digest realm="r", nonce="n", qop="auth"' } };

describe('an authenticator', () => {
  it.each([
    ['U2 basic', basic, `Basic ${Buffer.from('ä:p:w').toString('base64')}`],
    ['U3 bearer', bearer, 'Bearer t'],
    ['nobody', undefined, undefined],
  ])('sends as %s', async (_name, credentials, expected) => {
    expect(await sent(credentials, [])).toEqual([['https://a.test/x', expected]]);
  });

  it.each([
    ['basic', basic],
    ['bearer', bearer],
  ])('keeps %s on a redirect within the origin', async (_name, credentials) => {
    const [first, second] = await sent(credentials, [to('/y')]);
    expect(second?.[0]).toBe('https://a.test/y');
    expect(second?.[1]).toBe(first?.[1]);
  });

  it('answers digest anew for each place within the origin', async () => {
    const headers = await sent(digest, [challenge, to('/y')]);
    expect(headers).toMatchObject([
      ['https://a.test/x', undefined],
      ['https://a.test/x', expect.stringContaining('uri="/x"')],
      ['https://a.test/y', expect.stringContaining('uri="/y"')],
    ]);
  });

  it.each([
    ['basic', basic],
    ['bearer', bearer],
    ['digest', digest],
  ])('gives no %s to another origin, even one that asks, nor on the way back', async (_name, credentials) => {
    const headers = await sent(credentials, [to('https://b.test/'), to('https://a.test/z'), challenge]);
    expect(headers.slice(1)).toEqual([
      ['https://b.test/', undefined],
      ['https://a.test/z', undefined],
    ]);
  });

  it('leaves a redirect alone unless it is asked to follow', async () => {
    expect(await sent(bearer, [to('/y')], false)).toHaveLength(1);
  });

  it.each([
    ['basic', basic, { scheme: 'Basic', parameter: 'w6Q6cDp3' }],
    ['bearer', bearer, { scheme: 'Bearer', parameter: 't' }],
  ])('tells %s to other protocols', async (_name, credentials, expected) => {
    const { authorize } = createAuthenticator({ now: () => 0, transport: () => Promise.reject() });
    expect(await authorize(credentials, never)).toEqual(expected);
  });

  it('has no digest for other protocols', async () => {
    const { authorize } = createAuthenticator({ now: () => 0, transport: () => Promise.reject() });
    await expect(authorize(digest, never)).rejects.toThrow('answers the challenge of an HTTP request');
  });
});
