import { generateKeyPairSync } from 'node:crypto';
import type { RequestListener } from 'node:http';
import Provider, {
  type ClientAuthMethod,
  type ClientMetadata,
  errors,
  type KoaContextWithOIDC,
  type SigningAlgorithm,
} from 'oidc-provider';
import { vi } from 'vitest';
import { serve } from './listen.ts';

export const secret = 'a-client-secret-of-at-least-32-characters';
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signingKey = { ...key.privateKey.export({ format: 'jwk' }), kid: 'server-1', use: 'sig', alg: 'ES256' };

/** Keys of the clients that sign with a private key, one of each kind. */
export const clientKeys = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  Ed25519: generateKeyPairSync('ed25519'),
};

const algorithms: readonly (SigningAlgorithm & keyof typeof clientKeys)[] = [
  'RS256',
  'PS256',
  'ES256',
  'ES384',
  'Ed25519',
];

export const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const grants = ['client_credentials', 'refresh_token', 'password', tokenExchange];

function client(method: ClientAuthMethod, more: Partial<ClientMetadata> = {}): ClientMetadata {
  return {
    client_id: method,
    ...(method.startsWith('client_secret') ? { client_secret: secret } : {}),
    token_endpoint_auth_method: method,
    grant_types: grants,
    redirect_uris: [],
    response_types: [],
    id_token_signed_response_alg: 'ES256',
    scope: 'openid offline_access read write',
    ...more,
  };
}

/** Clients are named after how they authenticate; those with keys after the algorithm. */
const clients: ClientMetadata[] = [
  client('client_secret_basic'),
  client('client_secret_post'),
  client('client_secret_jwt'),
  client('none'),
  ...algorithms.map((alg) =>
    client('private_key_jwt', {
      client_id: alg,
      token_endpoint_auth_signing_alg: alg,
      jwks: {
        keys: [{ ...clientKeys[alg].publicKey.export({ format: 'jwk' }), kid: `${alg}-1`, use: 'sig', alg }],
      },
    }),
  ),
];

/** One request that the provider answered. */
export interface Asked {
  readonly path: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly status: number;
}

export interface OpenIdServer {
  readonly issuer: string;
  readonly asked: readonly Asked[];
  /** Makes a refresh token for a client, as a person at a browser would have got it. */
  refreshToken(clientId: string): Promise<string>;
  /** Requests of the token endpoint. */
  tokenRequests(): readonly Asked[];
  /** True for an access token that the provider gave out and has not revoked. */
  knows(token: string): Promise<boolean>;
}

/** A real OpenID provider on loopback, with password and token-exchange grants added. */
export async function openIdServer(
  options: { readonly jwt?: boolean; readonly lifetime?: number } = {},
): Promise<OpenIdServer> {
  let listener: RequestListener = (_request, response) => response.end();
  const issuer = await serve((request, response) => listener(request, response));
  const lifetime = options.lifetime ?? 600;
  // It warns of its store in memory, which is what a test wants.
  const quiet = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const provider = new Provider(issuer, {
    clients,
    jwks: { keys: [signingKey] },
    scopes: ['openid', 'offline_access', 'read', 'write'],
    clientAuthMethods: [
      'client_secret_basic',
      'client_secret_post',
      'client_secret_jwt',
      'private_key_jwt',
      'none',
    ],
    enabledJWA: {
      clientAuthSigningAlgValues: ['HS256', 'RS256', 'PS256', 'ES256', 'ES384', 'Ed25519'],
    },
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: () => true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: options.jwt === true,
        defaultResource: () => 'urn:shop',
        getResourceServerInfo: () => ({
          scope: 'read write',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    rotateRefreshToken: true,
    ttl: { ClientCredentials: lifetime, AccessToken: lifetime, RefreshToken: 3600, Grant: 3600 },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  quiet.mockRestore();

  async function grantTo(clientId: string): Promise<string> {
    const grant = new provider.Grant({ clientId, accountId: 'ada' });
    grant.addOIDCScope('openid offline_access read write');
    return grant.save();
  }

  async function give(context: KoaContextWithOIDC): Promise<void> {
    const { client: of, params } = context.oidc;
    if (of === undefined) throw new errors.InvalidClient('no client');
    const token = new provider.AccessToken({
      accountId: 'ada',
      client: of,
      grantId: await grantTo(of.clientId),
      gty: 'password',
      scope: String(params?.['scope'] ?? ''),
    });
    context.body = { access_token: await token.save(), token_type: 'Bearer', expires_in: token.expiration };
  }

  provider.registerGrantType(
    'password',
    async (context) => {
      const { username, password } = context.oidc.params ?? {};
      if (username !== 'ada' || password !== 'lovelace') throw new errors.InvalidGrant('wrong password');
      await give(context);
    },
    ['username', 'password', 'scope'],
  );
  provider.registerGrantType(
    tokenExchange,
    async (context) => {
      const { subject_token: subject, subject_token_type: type } = context.oidc.params ?? {};
      if (subject !== 'a-subject' || type !== 'urn:ietf:params:oauth:token-type:jwt')
        throw new errors.InvalidGrant('unknown subject');
      await give(context);
    },
    ['subject_token', 'subject_token_type', 'actor_token', 'actor_token_type', 'audience', 'scope'],
    ['audience'],
  );

  const asked: Asked[] = [];
  provider.use(async (context, next) => {
    await next();
    asked.push({
      path: context.path,
      parameters: { ...parametersOf(context['oidc']) },
      status: context.status,
    });
  });
  listener = provider.callback();

  return {
    issuer,
    asked,
    tokenRequests: () => asked.filter(({ path }) => path === '/token'),
    async refreshToken(clientId) {
      const of = await provider.Client.find(clientId);
      if (of === undefined) throw new Error(`no client ${clientId}`);
      const token = new provider.RefreshToken({
        accountId: 'ada',
        client: of,
        grantId: await grantTo(clientId),
        gty: 'authorization_code',
        scope: 'offline_access read',
      });
      return token.save();
    },
    async knows(token) {
      const found =
        (await provider.ClientCredentials.find(token)) ?? (await provider.AccessToken.find(token));
      return found?.isValid === true;
    },
  };
}

function parametersOf(value: unknown): object {
  const hasParameters = typeof value === 'object' && value !== null && 'params' in value;
  return hasParameters && typeof value.params === 'object' && value.params !== null ? value.params : {};
}
