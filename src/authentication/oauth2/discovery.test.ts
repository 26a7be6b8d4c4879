import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../json/json.ts';
import type { Exchange } from '../../network/index.ts';
import { createAuthenticator } from '../authenticator.ts';
import { readCredentials } from '../credentials.ts';

/** The token that a provider gives out whose configuration names these endpoints. */
async function tokenFrom(authority: string, configuration: JsonObject) {
  const asked: Exchange[] = [];
  const authenticator = createAuthenticator({
    now: () => 0,
    async transport(exchange) {
      asked.push(exchange);
      const isToken = exchange.method === 'POST';
      const body = isToken ? { access_token: 't', token_type: 'bearer' } : configuration;
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) };
    },
  });
  const oidc = { authority, grant: 'client_credentials', client: { id: 'c', secret: 's' } };
  const token = authenticator.authorize(readCredentials({ oidc }), new AbortController().signal);
  return { token: await token.then(({ parameter }) => parameter), asked };
}

describe('U6 discovery', () => {
  it('may name a token endpoint elsewhere', async () => {
    const { token, asked } = await tokenFrom('https://id.test', {
      issuer: 'https://id.test',
      token_endpoint: 'https://tokens.test/x',
    });
    expect(token).toBe('t');
    expect(asked[1]?.url.href).toBe('https://tokens.test/x');
  });

  it('cannot have the secrets of an https authority sent in the clear', async () => {
    const configuration = { issuer: 'https://id.test', token_endpoint: 'http://id.test/token' };
    await expect(tokenFrom('https://id.test', configuration)).rejects.toMatchObject({
      problem: { title: 'No OpenID configuration', detail: expect.stringContaining('not https') },
    });
  });

  it('stays with http where the authority has it', async () => {
    const configuration = { issuer: 'http://id.test', token_endpoint: 'http://id.test/token' };
    expect((await tokenFrom('http://id.test', configuration)).token).toBe('t');
  });

  it('must name its issuer', async () => {
    const configuration = { token_endpoint: 'https://id.test/token' };
    await expect(tokenFrom('https://id.test', configuration)).rejects.toMatchObject({
      problem: { title: 'Issuer not expected', detail: expect.stringContaining('names no issuer, not') },
    });
  });
});
