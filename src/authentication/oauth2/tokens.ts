import { createHash } from 'node:crypto';
import { canonical, toJson } from '../../json/json.ts';
import type { Stop, Transport } from '../../network/index.ts';
import { sameType, typeOf, WorkflowError } from '../../problem/problem.ts';
import type { TokenPolicy } from '../credentials.ts';
import { Held } from '../held.ts';
import { Shared } from '../shared.ts';
import { discover } from './discovery.ts';
import { post, type Server, serverOf } from './endpoint.ts';
import { grantParameters, refreshParameters, requestToken, type Token } from './token.ts';

/** A policy and how its endpoints are found. */
export interface TokenCredentials {
  readonly scheme: 'oauth2' | 'oidc';
  readonly policy: TokenPolicy;
}

/** Access tokens, by what makes them. */
export interface Tokens {
  /** A token that is good for a while. */
  get(credentials: TokenCredentials, signal: Stop): Promise<string>;
  /** Another token than the one that was refused. */
  replace(credentials: TokenCredentials, refused: string, signal: Stop): Promise<string>;
}

/** Milliseconds that the configuration of an OpenID provider is believed. */
const discoveryLifetime = 3_600_000;
/** A token is replaced this long before it expires, or when a tenth of its life is left if that is later. */
const earliest = 30_000;

interface Kept extends Token {
  /** Epoch milliseconds. */
  readonly goodUntil: number;
}

/**
 * The tokens of a process, in memory only.
 *
 * A policy has no token at first. Who needs one asks the token endpoint; all who need the same meanwhile wait for that
 * one answer. The token is kept until shortly before it expires, or until a server refuses it; then the refresh token
 * that came with it is used, and if that is refused too, the policy's own grant. Keys are hashes of all that makes a
 * token, so no key holds a secret.
 */
export function createTokens({
  transport,
  now,
}: {
  readonly transport: Transport;
  readonly now: () => number;
}): Tokens {
  const kept = new Held<Kept>();
  const servers = new Held<{ readonly server: Server; readonly until: number }>();
  const asking = new Shared<Token>();
  const discovering = new Shared<Server>();

  async function serverFor({ scheme, policy }: TokenCredentials, signal: Stop): Promise<Server> {
    if (scheme === 'oauth2') return serverOf(policy);
    const key = hash([policy.authority, ...policy.issuers]);
    const known = servers.get(key);
    if (known !== undefined && known.until > now()) return known.server;
    const server = await discovering.run(key, (stop) => discover(transport, policy, stop), signal);
    servers.set(key, { server, until: now() + discoveryLifetime });
    return server;
  }

  async function ask(key: string, credentials: TokenCredentials, signal: Stop): Promise<Token> {
    const { policy } = credentials;
    const server = await serverFor(credentials, signal);
    const from = (parameters: URLSearchParams) =>
      requestToken(transport, now, { server, policy }, parameters, signal);
    const refresh = kept.get(key)?.refresh;
    const refreshed =
      refresh === undefined ? undefined : await from(refreshParameters(policy, refresh)).catch(unlessRefused);
    const token = refreshed ?? (await from(grantParameters(policy)));
    const life = token.expiresAt - now();
    const next = token.refresh ?? (refreshed === undefined ? undefined : refresh);
    kept.set(key, {
      ...token,
      goodUntil: token.expiresAt - Math.min(earliest, life / 10),
      ...(next === undefined ? {} : { refresh: next }),
    });
    return token;
  }

  async function get(credentials: TokenCredentials, signal: Stop): Promise<string> {
    const key = hash(credentials);
    const known = kept.get(key);
    if (known !== undefined && known.goodUntil > now()) return known.value;
    return (await asking.run(key, (stop) => ask(key, credentials, stop), signal)).value;
  }

  /** Best effort: a token that is not revoked ends by itself. */
  async function revoke(credentials: TokenCredentials, token: string, signal: Stop): Promise<void> {
    const server = await serverFor(credentials, signal);
    if (server.revocation === undefined) return;
    const parameters = new URLSearchParams({ token, token_type_hint: 'access_token' });
    const to = { url: server.revocation, server, policy: credentials.policy };
    await post(transport, to, parameters, signal).catch(() => signal.throwIfAborted());
  }

  return {
    get,
    async replace(credentials, refused, signal) {
      const key = hash(credentials);
      const known = kept.get(key);
      if (known?.value === refused) {
        kept.set(key, { ...known, goodUntil: 0 });
        await revoke(credentials, refused, signal);
      }
      return get(credentials, signal);
    },
  };
}

/** A refused refresh token is used up; after any other trouble it may still be good. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof WorkflowError && sameType(error.problem.type, typeOf('authentication'))) return;
  throw error;
}

function hash(value: object): string {
  return createHash('sha256')
    .update(canonical(toJson(value)))
    .digest('base64');
}
