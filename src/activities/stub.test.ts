import { describe, expect, it } from 'vitest';
import { createAuthenticator } from '../authentication/index.ts';
import type { JsonObject } from '../json/json.ts';
import { createHttpActivity } from './http/http.ts';
import { readStubs, stubTransport } from './stub.ts';

async function call(stubs: string, given: JsonObject = {}) {
  const activity = createHttpActivity({
    authenticator: createAuthenticator({
      transport: stubTransport(await readStubs(stubs, 'stubs.yaml')),
      now: () => 0,
    }),
  });
  return activity.run(
    {
      kind: 'http',
      arguments: {
        method: 'GET',
        uri: 'https://shop.example/pets?status=sold',
        output: 'content',
        redirect: false,
        ...given,
      },
    },
    { signal: new AbortController().signal, key: 'k' },
  );
}

describe('stubTransport', () => {
  it('answers the exact URL, whatever the case of the method', async () => {
    const stubs =
      '- { request: { method: get, url: "https://shop.example/pets?status=sold" }, response: { body: [1] } }';
    expect(await call(stubs)).toEqual([1]);
  });

  it('answers a prefix that ends in *', async () => {
    expect(await call('- { request: { url: "https://shop.example/*" }, response: { body: text } }')).toBe(
      'text',
    );
  });

  it('answers with the first stub that fits, each time', async () => {
    const stubs = `
- { request: { method: post, url: 'https://shop.example/*' }, response: { body: 0 } }
- { request: { url: 'https://shop.example/*' }, response: { body: 1 } }
- { request: { url: 'https://shop.example/*' }, response: { body: 2 } }`;
    expect(await call(stubs)).toBe(1);
  });

  it('asks for the headers a stub demands', async () => {
    const stubs = `
- { request: { url: 'https://shop.example/*', headers: { Authorization: Basic dTpw } }, response: { body: in } }
- { request: { url: 'https://shop.example/*' }, response: { status: 401 } }`;
    expect(await call(stubs, { authentication: { basic: { username: 'u', password: 'p' } } })).toBe('in');
    await expect(call(stubs)).rejects.toMatchObject({ problem: { status: 401 } });
  });

  it('fails a request that no stub answers, naming it', async () => {
    await expect(call('[]')).rejects.toMatchObject({
      problem: { status: 503, detail: 'no stub answers GET https://shop.example/pets?status=…' },
    });
  });

  it('follows redirects between stubs', async () => {
    const stubs = `
- { request: { url: 'https://shop.example/pets*' }, response: { status: 302, headers: { Location: /new } } }
- { request: { url: 'https://shop.example/new' }, response: { body: moved } }`;
    expect(await call(stubs, { redirect: true })).toBe('moved');
  });
});

describe('readStubs', () => {
  it.each([
    ['{', 'stubs.yaml is not YAML'],
    ['a: 1', 'stubs.yaml must be a list of stubs'],
    ['- 1', 'stub 1 must be a map'],
    ['- { request: { url: "https://a.example" }, reply: {} }', 'stub 1 has the unknown key reply'],
    ['- { request: { url: nowhere } }', 'stub 1: request.url is not an http or https URL'],
    [
      '- { request: { url: "https://a.example" }, response: { status: 99 } }',
      'response.status must be a number',
    ],
  ])('refuses %s', async (text, message) => {
    await expect(readStubs(text, 'stubs.yaml')).rejects.toThrow(message);
  });
});
