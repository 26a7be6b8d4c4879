import { describe, expect, it } from 'vitest';
import { serve } from '../../../test/servers/listen.ts';
import {
  clientKeys,
  type OpenIdServer,
  openIdServer,
  secret,
  tokenExchange,
} from '../../../test/servers/oidc.ts';
import type { JsonObject } from '../../json/json.ts';
import { createNetwork } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import { createAuthenticator } from '../authenticator.ts';
import { readCredentials } from '../credentials.ts';

const never = new AbortController().signal;

function authenticator() {
  return createAuthenticator({ transport: createNetwork('loopback'), now: Date.now });
}

/** The token that a policy yields. */
async function tokenOf(policy: JsonObject): Promise<string> {
  const { scheme, parameter } = await authenticator().authorize(readCredentials(policy), never);
  expect(scheme).toBe('Bearer');
  return parameter;
}

async function problemOf(running: Promise<unknown>) {
  const error = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowError)) throw new Error(`not a workflow error: ${String(error)}`);
  return error.problem;
}

const byToken = (server: OpenIdServer, more: JsonObject): JsonObject => ({
  oauth2: {
    authority: server.issuer,
    endpoints: { token: '/token', introspection: '/token/introspection', revocation: '/token/revocation' },
    grant: 'client_credentials',
    ...more,
  },
});
const byDiscovery = (server: OpenIdServer, more: JsonObject): JsonObject => ({
  oidc: { authority: server.issuer, grant: 'client_credentials', ...more },
});

const post = { id: 'client_secret_post', secret };
const signers = Object.entries(clientKeys).flatMap(([id, { privateKey }]) => [
  { id, form: 'PEM', secret: String(privateKey.export({ format: 'pem', type: 'pkcs8' })) },
  {
    id,
    form: 'JWK',
    secret: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), alg: id, kid: `${id}-1` }),
  },
]);

describe.each([
  ['U5 oauth2', byToken],
  ['U6 oidc', byDiscovery],
])('%s against a real provider', (_scheme, policy) => {
  it.each(['client_secret_basic', 'client_secret_post', 'client_secret_jwt'])(
    'gets a token for a client that authenticates by %s',
    async (method) => {
      const server = await openIdServer();
      const client = { id: method, secret, authentication: method };
      expect(await server.knows(await tokenOf(policy(server, { client, scopes: ['read', 'write'] })))).toBe(
        true,
      );
      expect(server.tokenRequests()).toMatchObject([{ parameters: { scope: 'read write' } }]);
    },
  );

  // A PEM does not say PS256, so only the JWK of that key can be used.
  it.each(signers.filter(({ id, form }) => id !== 'PS256' || form === 'JWK'))(
    'gets a token for a client that authenticates by private_key_jwt, $id as $form',
    async ({ id, secret: key }) => {
      const server = await openIdServer();
      const client = { id, secret: key, authentication: 'private_key_jwt' };
      expect(await server.knows(await tokenOf(policy(server, { client })))).toBe(true);
    },
  );

  it('gets a token by password for a client that authenticates by nothing', async () => {
    const server = await openIdServer();
    const client = { id: 'none', authentication: 'none' };
    const person = { grant: 'password', username: 'ada', password: 'lovelace' };
    expect(await server.knows(await tokenOf(policy(server, { client, ...person })))).toBe(true);
  });

  it('gets a token by refresh token', async () => {
    const server = await openIdServer();
    const token = await server.refreshToken('client_secret_post');
    const subject = { token, type: 'urn:ietf:params:oauth:token-type:refresh_token' };
    expect(
      await server.knows(await tokenOf(policy(server, { client: post, grant: 'refresh_token', subject }))),
    ).toBe(true);
  });

  it('exchanges a token', async () => {
    const server = await openIdServer();
    const exchange = {
      client: post,
      grant: tokenExchange,
      audiences: ['a', 'b'],
      subject: { token: 'a-subject', type: 'urn:ietf:params:oauth:token-type:jwt' },
      actor: { token: 'an-actor', type: 'urn:ietf:params:oauth:token-type:access_token' },
    };
    expect(await server.knows(await tokenOf(policy(server, exchange)))).toBe(true);
    expect(server.tokenRequests()).toMatchObject([
      {
        parameters: {
          audience: ['a', 'b'],
          actor_token: 'an-actor',
          actor_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        },
      },
    ]);
  });

  it('is an authentication error 401 when the server refuses the client', async () => {
    const server = await openIdServer();
    const client = { ...post, secret: 'a-wrong-secret-of-the-client' };
    const problem = await problemOf(tokenOf(policy(server, { client })));
    expect(problem).toMatchObject({ status: 401, type: expect.stringMatching(/authentication$/) });
    expect(problem.detail).toContain('answered 401: invalid_client');
    expect(problem.detail).not.toContain(client.secret);
  });

  it('is an authentication error 401 when the password is wrong', async () => {
    const server = await openIdServer();
    const person = { grant: 'password', username: 'ada', password: 'byron' };
    expect(await problemOf(tokenOf(policy(server, { client: post, ...person })))).toMatchObject({
      status: 401,
      detail: expect.stringContaining('invalid_grant'),
    });
  });

  it('is a communication error when nobody answers', async () => {
    const server = { issuer: 'http://127.0.0.1:1' };
    const problem = await problemOf(
      authenticator().authorize(
        readCredentials(policy({ ...(await openIdServer()), ...server }, { client: post })),
        never,
      ),
    );
    expect(problem).toMatchObject({ status: 503, type: expect.stringMatching(/communication$/) });
  });

  it('refuses a server at a private address like any call', async () => {
    const server = await openIdServer();
    const { authorize } = createAuthenticator({ transport: createNetwork(false), now: Date.now });
    const problem = await problemOf(authorize(readCredentials(policy(server, { client: post })), never));
    expect(problem).toMatchObject({ status: 403, title: 'Address refused' });
    expect(server.asked).toEqual([]);
  });

  it('holds the issuer of a JWT against the issuers of the policy', async () => {
    const server = await openIdServer({ jwt: true });
    const right = await tokenOf(policy(server, { client: post, issuers: ['https://x.test', server.issuer] }));
    expect(right.split('.')).toHaveLength(3);
    const wrong = tokenOf(policy(server, { client: post, issuers: ['https://x.test'] }));
    expect(await problemOf(wrong)).toMatchObject({ status: 401, title: 'Issuer not expected' });
  });

  it('sends a request with a token, and another one when it was revoked', async () => {
    const server = await openIdServer();
    const origin = await serve(async (request, response) => {
      const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
      const known = (await server.knows(token)) && server.tokenRequests().length > 1;
      response.writeHead(known ? 200 : 401).end();
    });
    const exchange = { method: 'GET', url: new URL(origin), headers: {} };
    const credentials = readCredentials(policy(server, { client: post }));
    const answer = await authenticator().send({ exchange, credentials, redirect: false }, never);
    expect(answer.status).toBe(200);
    expect(server.tokenRequests()).toHaveLength(2);
  });
});

describe('U5 oauth2 with opaque tokens', () => {
  it('asks the introspection endpoint who issued them', async () => {
    const server = await openIdServer();
    const right = byToken(server, { client: post, issuers: [server.issuer] });
    expect(await server.knows(await tokenOf(right))).toBe(true);
    expect(server.asked.map(({ path }) => path)).toEqual(['/token', '/token/introspection']);
    const wrong = byToken(server, { client: post, issuers: ['https://x.test'] });
    expect(await problemOf(tokenOf(wrong))).toMatchObject({ title: 'Issuer not expected' });
  });

  it('revokes a token that a server refused, where the policy names the endpoint', async () => {
    const server = await openIdServer();
    const seen: string[] = [];
    const origin = await serve((request, response) => {
      seen.push(request.headers.authorization?.replace('Bearer ', '') ?? '');
      response.writeHead(seen.length === 1 ? 401 : 200).end();
    });
    const exchange = { method: 'GET', url: new URL(origin), headers: {} };
    const credentials = readCredentials(byToken(server, { client: post }));
    await authenticator().send({ exchange, credentials, redirect: false }, never);
    expect(await Promise.all(seen.map((token) => server.knows(token)))).toEqual([false, true]);
  });
});

describe('U6 oidc discovery', () => {
  it('asks for the configuration once', async () => {
    const server = await openIdServer();
    const one = authenticator();
    for (const scopes of [['read'], ['write']]) {
      await one.authorize(readCredentials(byDiscovery(server, { client: post, scopes })), never);
    }
    expect(server.asked.map(({ path }) => path)).toEqual([
      '/.well-known/openid-configuration',
      '/token',
      '/token',
    ]);
  });
});
