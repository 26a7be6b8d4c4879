import type { Json, JsonObject } from '../../json/json.ts';
import { type Answer, describeExchange, type Stop, type Transport } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { TokenPolicy } from '../credentials.ts';
import { isOneOf } from './discovery.ts';
import { post, readObject, type Server, secretsOf } from './endpoint.ts';
import { claimsOf } from './jwt.ts';

/** What a token endpoint gave out. */
export interface Token {
  readonly value: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly refresh?: string;
}

/** Seconds that a token is used whose lifetime is not told. */
const defaultLifetime = 300;

/** The parameters of the policy's own grant. @throws WorkflowError `configuration` when a part is missing. */
export function grantParameters(policy: TokenPolicy): URLSearchParams {
  const { grant, username, password, subject, actor } = policy;
  switch (grant) {
    case 'client_credentials':
      return parameters(policy, { grant_type: 'client_credentials' });
    case 'password':
      return parameters(policy, {
        grant_type: 'password',
        username: needed(username, 'username', grant),
        password: needed(password, 'password', grant),
      });
    case 'refresh_token':
      return refreshParameters(policy, needed(subject, 'subject', grant).token);
    case 'token_exchange': {
      const { token, type } = needed(subject, 'subject', 'token exchange');
      return parameters(policy, {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: token,
        subject_token_type: type,
        ...(actor === undefined ? {} : { actor_token: actor.token, actor_token_type: actor.type }),
      });
    }
  }
}

/** The parameters that turn a refresh token into an access token. */
export function refreshParameters(policy: TokenPolicy, refresh: string): URLSearchParams {
  return parameters(policy, { grant_type: 'refresh_token', refresh_token: refresh });
}

function parameters(
  { scopes, audiences }: TokenPolicy,
  own: Readonly<Record<string, string>>,
): URLSearchParams {
  const all = new URLSearchParams(own);
  if (scopes.length > 0) all.set('scope', scopes.join(' '));
  for (const audience of audiences) all.append('audience', audience);
  return all;
}

function needed<Value>(value: Value | undefined, name: string, grant: string): Value {
  if (value !== undefined) return value;
  throw WorkflowError.of(
    'configuration',
    'Invalid authentication',
    `\`authentication\`: ${name} is missing, which the grant ${grant} needs`,
  );
}

/**
 * Asks for a token and checks who issued it.
 * @throws WorkflowError `authentication` when the server refuses or the issuer is not expected; `communication` when
 * it fails or answers something else.
 */
export async function requestToken(
  transport: Transport,
  now: () => number,
  { server, policy }: { readonly server: Server; readonly policy: TokenPolicy },
  asked: URLSearchParams,
  signal: Stop,
): Promise<Token> {
  const answer = await post(transport, { url: server.token, server, policy }, asked, signal);
  const found = readObject(answer);
  if (answer.status !== 200) throw refusal(server.token, answer, found, secretsOf(policy));
  const value = found?.['access_token'];
  const type = found?.['token_type'] ?? 'Bearer';
  if (found === undefined || typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    throw unreadable(server.token, 'without an access token');
  }
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') {
    throw unreadable(server.token, `with a token of the type ${JSON.stringify(type)}, not Bearer`);
  }
  await checkIssuer(transport, { server, policy }, found, value, signal);
  const refresh = found['refresh_token'];
  return {
    value,
    expiresAt: expiry(found['expires_in'], value, now()),
    ...(typeof refresh === 'string' ? { refresh } : {}),
  };
}

/**
 * `issuers` is held against the `iss` of a token that is a JWT. An opaque token tells nothing: its issuer is the one
 * that discovery found and checked, or, without discovery, the one that introspection names (RFC 7662).
 */
async function checkIssuer(
  transport: Transport,
  at: { readonly server: Server; readonly policy: TokenPolicy },
  found: JsonObject,
  token: string,
  signal: Stop,
): Promise<void> {
  const { server, policy } = at;
  const identity = found['id_token'];
  const identityIssuer = typeof identity === 'string' ? claimsOf(identity)?.['iss'] : undefined;
  if (server.issuer !== undefined && identityIssuer !== undefined) expect(identityIssuer, [server.issuer]);
  if (policy.issuers.length === 0) return;
  const claims = claimsOf(token);
  if (claims !== undefined) return expect(claims['iss'], policy.issuers);
  if (server.introspection === undefined) return;
  const asked = new URLSearchParams({ token, token_type_hint: 'access_token' });
  const answer = await post(transport, { ...at, url: server.introspection }, asked, signal);
  const told = answer.status === 200 ? readObject(answer) : undefined;
  if (told === undefined) {
    throw unreadable(server.introspection, `with ${answer.status}, so the token's issuer cannot be checked`);
  }
  expect(told['iss'], policy.issuers);
}

function expect(issuer: Json | undefined, expected: readonly string[]): void {
  if (typeof issuer === 'string' && isOneOf(issuer, expected)) return;
  const found = issuer === undefined ? 'no issuer' : `the issuer ${JSON.stringify(issuer)}`;
  throw WorkflowError.of(
    'authentication',
    'Issuer not expected',
    `the token has ${found}; expected is ${expected.join(' or ')}`,
  );
}

function expiry(given: Json | undefined, token: string, now: number): number {
  const lifetime = given === undefined || given === null ? Number.NaN : Number(given);
  if (lifetime >= 0) return now + lifetime * 1000;
  const until = claimsOf(token)?.['exp'];
  return typeof until === 'number' ? until * 1000 : now + defaultLifetime * 1000;
}

function refusal(
  url: URL,
  answer: Answer,
  found: JsonObject | undefined,
  secrets: readonly string[],
): WorkflowError {
  const told = [found?.['error'], found?.['error_description']].filter((part) => typeof part === 'string');
  const why = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), told.join(': ')).slice(0, 500);
  const detail = `${describeExchange({ method: 'POST', url })} answered ${answer.status}${why === '' ? '' : `: ${why}`}`;
  const isTrouble = answer.status >= 500 || answer.status === 429;
  return isTrouble
    ? WorkflowError.of('communication', 'No token given', detail, answer.status)
    : WorkflowError.of('authentication', 'No token given', detail);
}

function unreadable(url: URL, why: string): WorkflowError {
  return WorkflowError.of(
    'communication',
    'Unreadable response',
    `${describeExchange({ method: 'POST', url })} answered ${why}`,
  );
}
