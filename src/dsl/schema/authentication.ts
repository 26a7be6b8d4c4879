import {
  choice,
  closed,
  either,
  exactlyOne,
  formatted,
  having,
  name,
  refuse,
  type Schema,
  text,
  texts,
} from './build.ts';

/** The keys of one scheme, or `use` alone, which names a secret that holds them. */
function scheme(
  title: string,
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema {
  return {
    ...closed(title, { ...properties, use: having('secret', name) }),
    if: { type: 'object', required: ['use'] },
    then: { if: { minProperties: 2 }, then: refuse('secret-alone') },
    else: { title, required },
  };
}

const token = closed('a security token', { token: text, type: text }, ['token', 'type']);

const connect: Readonly<Record<string, Schema>> = {
  authority: formatted('uri'),
  grant: choice(
    'authorization_code',
    'client_credentials',
    'password',
    'refresh_token',
    'urn:ietf:params:oauth:grant-type:token-exchange',
  ),
  client: closed('an OAuth 2 client', {
    id: text,
    secret: text,
    assertion: text,
    authentication: choice(
      'client_secret_basic',
      'client_secret_post',
      'client_secret_jwt',
      'private_key_jwt',
      'none',
    ),
  }),
  request: closed('a token request', {
    encoding: choice('application/x-www-form-urlencoded', 'application/json'),
  }),
  issuers: texts,
  scopes: texts,
  audiences: texts,
  username: text,
  password: text,
  subject: token,
  actor: token,
};

const endpoints = closed('the endpoints of OAuth 2', {
  token: formatted('uri-template'),
  revocation: formatted('uri-template'),
  introspection: formatted('uri-template'),
});

const account = { username: text, password: text };
const accountKeys = ['username', 'password'];

const schemes = {
  basic: scheme('basic authentication', account, accountKeys),
  bearer: scheme('bearer authentication', { token: text }, ['token']),
  digest: scheme('digest authentication', account, accountKeys),
  oauth2: scheme('OAuth 2 authentication', { ...connect, endpoints }, ['authority', 'grant']),
  oidc: scheme('OpenID Connect authentication', connect, ['authority', 'grant']),
};

/** A policy as `use.authentications` holds it. */
export const authenticationPolicy: Schema = {
  ...closed('an authentication policy', schemes),
  ...exactlyOne('an authentication policy', ...Object.keys(schemes)),
};

/** A policy where it is used: written out, `{ use: name }`, or the name alone. */
export const authentication: Schema = having(
  'authentication',
  either(name, {
    ...closed('an authentication', { ...schemes, use: name }),
    ...exactlyOne('an authentication', 'use', ...Object.keys(schemes)),
  }),
);
