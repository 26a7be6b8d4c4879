import { describe, expect, it } from 'vitest';
import { createAuthenticator, readCredentials } from '../authentication/index.ts';
import { type Answer, createNetwork, type Exchange } from '../network/index.ts';
import { createResources, maxResourceBytes } from './resources.ts';

const signal = new AbortController().signal;
const uri = 'https://example.com/a.yaml';

function answer(text: string, more: Partial<Answer> = {}): Answer {
  return { status: 200, headers: {}, body: new TextEncoder().encode(text), ...more };
}

/** Resources over a transport that gives these answers in turn, the last one for ever. */
function over(...answers: readonly (Answer | Promise<Answer>)[]) {
  const seen: Exchange[] = [];
  let time = 0;
  const authenticator = createAuthenticator({
    async transport(exchange) {
      seen.push(exchange);
      return answers[Math.min(seen.length, answers.length) - 1] ?? answer('');
    },
    now: () => time,
  });
  return {
    seen,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    resources: createResources({ authenticator, now: () => time }),
  };
}

describe('resources', () => {
  it('reads a text with its type', async () => {
    const { resources } = over(answer('a: 1', { headers: { 'content-type': 'Text/YAML; charset=utf-8' } }));
    expect(await resources.read({ uri }, signal)).toEqual({ uri, text: 'a: 1', contentType: 'text/yaml' });
  });

  it('returns a pinned text without asking anybody', async () => {
    const { resources, seen } = over();
    expect(await resources.read({ uri: './a.proto', text: 'x' }, signal)).toEqual({
      uri: './a.proto',
      text: 'x',
    });
    expect(seen).toEqual([]);
  });

  it('shares one request among those who ask at once', async () => {
    const { resources, seen } = over(answer('a'));
    await Promise.all([resources.read({ uri }, signal), resources.read({ uri }, signal)]);
    expect(seen).toHaveLength(1);
  });

  it('keeps what it read for five minutes, then asks whether it has changed', async () => {
    const changed = answer('', { status: 304 });
    const { resources, seen, pass } = over(answer('a', { headers: { etag: '"1"' } }), changed, answer('b'));
    await resources.read({ uri }, signal);
    pass(299_999);
    await resources.read({ uri }, signal);
    expect(seen).toHaveLength(1);
    pass(1);
    expect((await resources.read({ uri }, signal)).text).toBe('a');
    expect(seen[1]?.headers['if-none-match']).toBe('"1"');
    pass(300_000);
    expect((await resources.read({ uri }, signal)).text).toBe('b');
  });

  it('keeps resources apart by credentials, and sends these', async () => {
    const { resources, seen } = over(answer('a'));
    await resources.read({ uri }, signal);
    await resources.read({ uri, credentials: readCredentials({ bearer: { token: 't' } }) }, signal);
    expect(seen.map(({ headers }) => headers['authorization'])).toEqual([undefined, 'Bearer t']);
  });

  it('does not keep a failure', async () => {
    const { resources } = over(answer('no', { status: 404 }), answer('a'));
    await expect(resources.read({ uri }, signal)).rejects.toMatchObject({ problem: { status: 404 } });
    expect((await resources.read({ uri }, signal)).text).toBe('a');
  });

  it('follows redirects', async () => {
    const { resources, seen } = over(
      answer('', { status: 302, headers: { location: '/b.yaml' } }),
      answer('b'),
    );
    expect((await resources.read({ uri }, signal)).text).toBe('b');
    expect(seen[1]?.url.href).toBe('https://example.com/b.yaml');
  });

  it('refuses more than the limit', async () => {
    const { resources } = over(answer('x'.repeat(maxResourceBytes + 1)));
    await expect(resources.read({ uri }, signal)).rejects.toThrow('larger than 4194304 bytes');
  });

  it('refuses what is no text', async () => {
    const { resources } = over(answer('', { body: Uint8Array.of(0xff, 0xfe) }));
    await expect(resources.read({ uri }, signal)).rejects.toThrow('no UTF-8 text');
  });

  it.each(['file:///etc/passwd', './a.yaml', 'ftp://example.com/a'])('refuses %s', async (address) => {
    const { resources, seen } = over(answer('a'));
    await expect(resources.read({ uri: address }, signal)).rejects.toThrow('no http or https address');
    expect(seen).toEqual([]);
  });

  it('leaves a request to the others when one who waits gives up', async () => {
    let arrive = (_: Answer) => {};
    const { resources } = over(
      new Promise((done) => {
        arrive = done;
      }),
    );
    const leaving = new AbortController();
    const first = resources.read({ uri }, leaving.signal);
    const second = resources.read({ uri }, signal);
    leaving.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    arrive(answer('a'));
    expect((await second).text).toBe('a');
  });

  it('G51 refuses a private address', async () => {
    const authenticator = createAuthenticator({ transport: createNetwork(false), now: Date.now });
    const reading = createResources({ authenticator }).read({ uri: 'http://127.0.0.1:1/a' }, signal);
    await expect(reading).rejects.toMatchObject({ problem: { status: 403 } });
  });
});
