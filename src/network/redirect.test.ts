import { describe, expect, it } from 'vitest';
import { WorkflowError } from '../problem/problem.ts';
import { maxRedirects, sendFollowing } from './redirect.ts';
import type { Exchange } from './transport.ts';

const empty = new Uint8Array();

/** Follows one redirect and returns the exchange after it. */
async function follow(status: number, location: string, exchange: Partial<Exchange> = {}): Promise<Exchange> {
  const sent: Exchange[] = [];
  await sendFollowing(
    async (next) => {
      sent.push(next);
      return sent.length === 1
        ? { status, headers: { location }, body: empty }
        : { status: 200, headers: {}, body: empty };
    },
    { method: 'GET', url: new URL('https://a.example/x/y'), headers: {}, ...exchange },
    new AbortController().signal,
  );
  const second = sent[1];
  if (second === undefined) throw new Error('not followed');
  return second;
}

const post: Partial<Exchange> = {
  method: 'POST',
  body: '{}',
  headers: { 'content-type': 'application/json', a: 'b' },
};

describe('sendFollowing', () => {
  it('resolves a relative location', async () => {
    expect((await follow(302, '../z?q=1')).url.href).toBe('https://a.example/z?q=1');
  });

  it.each([301, 302, 303])('asks with GET and without a body after %i to a POST', async (status) => {
    const next = await follow(status, '/z', post);
    expect(next.method).toBe('GET');
    expect('body' in next).toBe(false);
    expect(next.headers).toEqual({ a: 'b' });
  });

  it.each([307, 308])('repeats a POST after %i', async (status) => {
    expect(await follow(status, '/z', post)).toMatchObject({ method: 'POST', body: '{}' });
  });

  it('keeps PUT after 302 and turns it into GET after 303', async () => {
    expect((await follow(302, '/z', { method: 'PUT' })).method).toBe('PUT');
    expect((await follow(303, '/z', { method: 'PUT' })).method).toBe('GET');
  });

  const secret = { authorization: 'x', cookie: 'y', 'x-api-key': 'z', accept: '*/*' };

  it('keeps credentials within the origin', async () => {
    expect((await follow(307, '/z', { headers: secret })).headers).toEqual(secret);
  });

  it.each(['https://b.example/z', 'http://a.example/z', 'https://a.example:444/z'])(
    'drops credentials on the way to %s',
    async (location) => {
      expect((await follow(307, location, { headers: secret })).headers).toEqual({ accept: '*/*' });
    },
  );

  it.each(['ocp-apim-subscription-key', 'x-functions-key', 'x-auth', 'x-session-id', 'x-signature'])(
    'takes %s for a credential',
    async (name) => {
      const headers = { [name]: 'x', 'idempotency-key': 'k', 'x-author': 'a' };
      expect((await follow(307, 'https://b.example/z', { headers })).headers).toEqual({
        'idempotency-key': 'k',
        'x-author': 'a',
      });
    },
  );

  it('takes a redirect without a location as the answer', async () => {
    const answer = await sendFollowing(
      async () => ({ status: 302, headers: {}, body: empty }),
      { method: 'GET', url: new URL('https://a.example/'), headers: {} },
      new AbortController().signal,
    );
    expect(answer.status).toBe(302);
  });

  it('refuses to leave http and https', async () => {
    await expect(follow(302, 'file:///etc/passwd')).rejects.toThrow('no http or https address');
  });

  it('gives up after too many redirects', async () => {
    let count = 0;
    const sending = sendFollowing(
      async () => {
        count++;
        return { status: 302, headers: { location: '/again' }, body: empty };
      },
      { method: 'GET', url: new URL('https://a.example/'), headers: {} },
      new AbortController().signal,
    );
    await expect(sending).rejects.toThrow(WorkflowError);
    expect(count).toBe(maxRedirects + 1);
  });
});
