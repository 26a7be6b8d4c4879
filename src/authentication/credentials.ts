import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { webUrl } from '../network/index.ts';
import { WorkflowError } from '../problem/problem.ts';

/** An evaluated authentication policy: everything that is needed to act as somebody. Never stored, never logged. */
export type Credentials =
  | { readonly scheme: 'basic' | 'digest'; readonly username: string; readonly password: string }
  | { readonly scheme: 'bearer'; readonly token: string }
  | { readonly scheme: 'oauth2' | 'oidc'; readonly policy: TokenPolicy };

/** How to get an access token (dsl-reference, "OAuth2 Authentication"). */
export interface TokenPolicy {
  /** Ends without a slash. */
  readonly authority: string;
  readonly grant: Grant;
  /** Paths below the authority, or whole URLs. With `oidc` the token endpoint comes from discovery. */
  readonly endpoints: {
    readonly token: string;
    readonly introspection: string;
    /** Absent unless the policy names it: tokens are revoked only where that is wanted. */
    readonly revocation?: string;
  };
  readonly client: Client;
  readonly encoding: 'form' | 'json';
  readonly issuers: readonly string[];
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly subject?: SecurityToken;
  readonly actor?: SecurityToken;
}

/** `authorization_code` is missing: it needs a person at a browser. */
const grants = ['client_credentials', 'password', 'refresh_token', 'token_exchange'] as const;
export type Grant = (typeof grants)[number];

const clientAuthentications = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'none',
] as const;

export interface Client {
  readonly id?: string;
  /** For `private_key_jwt` without an assertion: the private key, as PEM or JWK. */
  readonly secret?: string;
  /** A JWT that somebody else signed, sent as it is. */
  readonly assertion?: string;
  readonly authentication: (typeof clientAuthentications)[number];
}

export interface SecurityToken {
  readonly token: string;
  readonly type: string;
}

const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';

/**
 * Reads an evaluated policy in the DSL's own shape: one of `basic`, `bearer`, `digest`, `oauth2` and `oidc`.
 * @throws WorkflowError of kind `configuration` that names the part which is wrong, never its value.
 */
export function readCredentials(value: Json): Credentials {
  const [scheme, given, ...more] = isObject(value) ? Object.entries(value).flat() : [];
  if (typeof scheme !== 'string' || !isObject(given) || more.length > 0) {
    throw invalid('must be exactly one of basic, bearer, digest, oauth2 and oidc');
  }
  switch (scheme) {
    case 'basic':
    case 'digest':
      return {
        scheme,
        username: required(given, 'username', scheme),
        password: required(given, 'password', scheme),
      };
    case 'bearer':
      return { scheme, token: headerText(required(given, 'token', scheme)) };
    case 'oauth2':
    case 'oidc':
      return { scheme, policy: readPolicy(given, scheme) };
    default:
      throw invalid(`has the unknown scheme ${scheme}`);
  }
}

function readPolicy(given: JsonObject, scheme: string): TokenPolicy {
  const authority = required(given, 'authority', scheme);
  if (webUrl(authority) === undefined) throw invalid(`${scheme}.authority is no absolute http or https URI`);
  if (scheme === 'oidc' && given['endpoints'] !== undefined) {
    throw invalid('oidc.endpoints cannot be set: they are asked of the authority; use oauth2');
  }
  const endpoints = section(given, 'endpoints', scheme);
  const request = section(given, 'request', scheme);
  const revocation = optional(endpoints, 'revocation', `${scheme}.endpoints`);
  return {
    authority: authority.replace(/\/+$/, ''),
    grant: readGrant(required(given, 'grant', scheme), scheme),
    endpoints: {
      token: optional(endpoints, 'token', `${scheme}.endpoints`) ?? '/oauth2/token',
      introspection: optional(endpoints, 'introspection', `${scheme}.endpoints`) ?? '/oauth2/introspect',
      ...(revocation === undefined ? {} : { revocation }),
    },
    client: readClient(section(given, 'client', scheme), `${scheme}.client`),
    encoding: readEncoding(optional(request, 'encoding', `${scheme}.request`), scheme),
    issuers: texts(given, 'issuers', scheme),
    scopes: texts(given, 'scopes', scheme),
    audiences: texts(given, 'audiences', scheme),
    ...present('username', optional(given, 'username', scheme)),
    ...present('password', optional(given, 'password', scheme)),
    ...present('subject', readToken(given, 'subject', scheme)),
    ...present('actor', readToken(given, 'actor', scheme)),
  };
}

function readGrant(given: string, scheme: string): Grant {
  if (given === 'authorization_code') {
    throw invalid(
      `${scheme}.grant authorization_code needs a person at a browser; use client_credentials, or refresh_token with a token that was got once`,
    );
  }
  const name = given === tokenExchange ? 'token_exchange' : given;
  const grant = given === 'token_exchange' ? undefined : grants.find((known) => known === name);
  if (grant !== undefined) return grant;
  throw invalid(`${scheme}.grant must be client_credentials, password, refresh_token or ${tokenExchange}`);
}

function readClient(given: JsonObject, place: string): Client {
  const method = optional(given, 'authentication', place) ?? 'client_secret_post';
  const authentication = clientAuthentications.find((known) => known === method);
  if (authentication === undefined) {
    throw invalid(`${place}.authentication must be one of ${clientAuthentications.join(', ')}`);
  }
  const assertion = optional(given, 'assertion', place);
  if (assertion !== undefined && !authentication.endsWith('_jwt')) {
    throw invalid(
      `${place}.assertion is sent by client_secret_jwt and private_key_jwt only, not by ${authentication}`,
    );
  }
  return {
    ...present('id', optional(given, 'id', place)),
    ...present('secret', optional(given, 'secret', place)),
    ...present('assertion', assertion),
    authentication,
  };
}

function readEncoding(given: string | undefined, scheme: string): TokenPolicy['encoding'] {
  if (given === undefined || given === 'application/x-www-form-urlencoded') return 'form';
  if (given === 'application/json') return 'json';
  throw invalid(`${scheme}.request.encoding must be application/x-www-form-urlencoded or application/json`);
}

function readToken(given: JsonObject, name: string, scheme: string): SecurityToken | undefined {
  if (given[name] === undefined) return undefined;
  const place = `${scheme}.${name}`;
  const token = section(given, name, scheme);
  return { token: required(token, 'token', place), type: required(token, 'type', place) };
}

function section(given: JsonObject, name: string, place: string): JsonObject {
  const value = given[name] ?? {};
  if (isObject(value)) return value;
  throw invalid(`${place}.${name} must be a map`);
}

function texts(given: JsonObject, name: string, place: string): readonly string[] {
  const value = given[name] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw invalid(`${place}.${name} must be a list of texts`);
}

function required(given: JsonObject, name: string, place: string): string {
  const value = optional(given, name, place);
  if (value !== undefined) return value;
  throw invalid(`${place}.${name} is missing`);
}

function optional(given: JsonObject, name: string, place: string): string | undefined {
  const value = given[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw invalid(`${place}.${name} must be a text`);
}

function present<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [key in Name]?: Value } {
  const entry: { [key in Name]?: Value } = {};
  if (value !== undefined) entry[name] = value;
  return entry;
}

/** Visible Latin-1; a line break would start another header. */
function headerText(token: string): string {
  if (/^[\x20-\x7e\x80-\xff]*$/.test(token)) return token;
  throw invalid('bearer.token has characters that no header may have');
}

function invalid(why: string): WorkflowError {
  return WorkflowError.of('configuration', 'Invalid authentication', `\`authentication\` ${why}`);
}
