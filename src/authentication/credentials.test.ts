import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../json/json.ts';
import { readCredentials } from './credentials.ts';

const oauth2 = (more: JsonObject): Json => ({
  oauth2: { authority: 'https://id.test', grant: 'client_credentials', ...more },
});

describe('readCredentials', () => {
  it('U5 fills in what the DSL has defaults for', () => {
    expect(readCredentials(oauth2({}))).toEqual({
      scheme: 'oauth2',
      policy: {
        authority: 'https://id.test',
        grant: 'client_credentials',
        endpoints: { token: '/oauth2/token', introspection: '/oauth2/introspect' },
        client: { authentication: 'client_secret_post' },
        encoding: 'form',
        issuers: [],
        scopes: [],
        audiences: [],
      },
    });
  });

  it.each<[string, Json, string]>([
    ['no map', 'x', 'must be exactly one of'],
    ['nothing', {}, 'must be exactly one of'],
    ['two schemes', { basic: {}, bearer: {} }, 'must be exactly one of'],
    ['an unknown scheme', { kerberos: {} }, 'unknown scheme kerberos'],
    ['basic without a password', { basic: { username: 'u' } }, 'basic.password is missing'],
    [
      'a user name that is no text',
      { digest: { username: 1, password: 'p' } },
      'digest.username must be a text',
    ],
    ['a token with a line break', { bearer: { token: 'a\r\nb: c' } }, 'no header may have'],
    ['an authority that is no address', oauth2({ authority: 'file:///x' }), 'no absolute http or https URI'],
    ['an unknown grant', oauth2({ grant: 'client-credentials' }), 'oauth2.grant must be client_credentials'],
    ['the grant that needs a browser', oauth2({ grant: 'authorization_code' }), 'a person at a browser'],
    [
      'an unknown client authentication',
      oauth2({ client: { authentication: 'tls' } }),
      'must be one of client_secret_basic',
    ],
    ['an unknown encoding', oauth2({ request: { encoding: 'text/plain' } }), 'request.encoding must be'],
    ['scopes that are no list', oauth2({ scopes: 'a' }), 'oauth2.scopes must be a list of texts'],
    ['an assertion that is not sent', oauth2({ client: { assertion: 'a' } }), 'not by client_secret_post'],
    [
      'endpoints beside discovery',
      { oidc: { authority: 'https://id.test', grant: 'client_credentials', endpoints: {} } },
      'asked of the authority',
    ],
    ['a subject without a type', oauth2({ subject: { token: 't' } }), 'oauth2.subject.type is missing'],
  ])('refuses %s', (_name, value, why) => {
    expect(() => readCredentials(value)).toThrow(why);
  });

  it('never quotes what it refuses', () => {
    expect(() => readCredentials({ bearer: { token: 'hunter2\n' } })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});
