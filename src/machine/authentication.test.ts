import { describe, expect, it } from 'vitest';
import { Drive, define } from '../../test/machine/drive.ts';
import type { Json } from '../json/json.ts';
import { compileWorkflow } from './index.ts';

const secrets = {
  login: { username: 'u', password: 's3cret' },
  token: { token: 't0ken' },
  server: {
    authority: 'https://id.test',
    grant: 'client_credentials',
    client: { id: 'c', secret: 's3cret' },
  },
};

const call = (policy: string, rest = '') =>
  `do: [{get: {call: http, with: {method: get, endpoint: {uri: 'https://x.test', authentication: ${policy}}}${rest}}}]`;

/** The evaluated policy in the request of a call. */
function evaluated(policy: string, use = '', input: Json = {}): Json | undefined {
  const yaml = `use: {secrets: [login, token, server]${use}}\n${call(policy)}`;
  return new Drive(yaml, { input, secrets }).request.arguments['authentication'];
}

function findings(yaml: string) {
  return compileWorkflow({ definition: define(yaml), bindings: {} }).findings;
}

describe('policies', () => {
  it('U1 takes a policy from use.authentications by {use: name}', () => {
    expect(evaluated('{use: api}', ', authentications: {api: {bearer: {token: a}}}')).toEqual({
      bearer: { token: 'a' },
    });
  });

  it('U1 takes a policy from use.authentications by its bare name', () => {
    expect(evaluated('api', ', authentications: {api: {bearer: {token: a}}}')).toEqual({
      bearer: { token: 'a' },
    });
  });

  it('U1 takes a named policy whose values are a secret', () => {
    expect(evaluated('api', ', authentications: {api: {digest: {use: login}}}')).toEqual({
      digest: secrets.login,
    });
  });

  it.each([
    [
      'U2 basic',
      `{basic: {username: '\${ .who }', password: p}}`,
      { basic: { username: 'ada', password: 'p' } },
    ],
    ['U2 basic by secret', '{basic: {use: login}}', { basic: secrets.login }],
    ['U3 bearer', `{bearer: {token: '\${ .who }'}}`, { bearer: { token: 'ada' } }],
    ['U3 bearer by secret', '{bearer: {use: token}}', { bearer: secrets.token }],
    [
      'U4 digest',
      `{digest: {username: u, password: '\${ $secrets.login.password }'}}`,
      { digest: secrets.login },
    ],
    ['U4 digest by secret', '{digest: {use: login}}', { digest: secrets.login }],
    ['U5 oauth2 by secret', '{oauth2: {use: server}}', { oauth2: secrets.server }],
    ['U6 oidc by secret', '{oidc: {use: server}}', { oidc: secrets.server }],
  ])('evaluates %s', (_name, policy, expected) => {
    expect(evaluated(policy, '', { who: 'ada' })).toEqual(expected);
  });

  it('U5 oauth2 evaluates everything but its choices, and expands its URIs', () => {
    const policy = `{oauth2: {authority: 'https://{realm}.test', grant: password, endpoints: {token: '/{realm}/token'},
      client: {id: '\${ .id }', secret: '\${ $secrets.login.password }', authentication: client_secret_basic},
      scopes: ['\${ .scope }'], username: '\${ .id }', password: p, subject: {token: '\${ .id }', type: t}}}`;
    expect(evaluated(policy, '', { realm: 'r', id: 'i', scope: 's' })).toEqual({
      oauth2: {
        authority: 'https://r.test',
        grant: 'password',
        endpoints: { token: '/r/token' },
        client: { id: 'i', secret: 's3cret', authentication: 'client_secret_basic' },
        scopes: ['s'],
        username: 'i',
        password: 'p',
        subject: { token: 'i', type: 't' },
      },
    });
  });

  it('E6 faults with authorization 403 when the secret was not given', () => {
    const run = new Drive(`use: {secrets: [login]}\n${call('{digest: {use: login}}')}`);
    expect(run.instance.error).toMatchObject({ status: 403, type: expect.stringMatching(/authorization$/) });
  });

  it('faults with authentication 401 when the secret lacks what the scheme needs', () => {
    const run = new Drive(`use: {secrets: [token]}\n${call('{basic: {use: token}}')}`, { secrets });
    expect(run.instance.error).toMatchObject({
      status: 401,
      detail: 'basic authentication needs a text for "username"',
    });
  });

  it.each([
    ['more than one scheme', '{basic: {username: u, password: p}, bearer: {token: t}}', 'exactly one of'],
    ['an unknown scheme', '{certificate: {}}', 'exactly one of'],
    ['an unknown name', 'nobody', 'no authentication "nobody"'],
    ['an undeclared secret', '{bearer: {use: nobody}}', 'no secret "nobody"'],
    ['a policy that reads itself', `{bearer: {token: '\${ $authorization.parameter }'}}`, 'authorization'],
    [
      'U5 a grant that needs a browser',
      '{oauth2: {authority: "https://id.test", grant: authorization_code}}',
      'needs a person at a browser',
    ],
  ])('refuses %s when it is compiled', (_name, policy, why) => {
    expect(findings(call(policy)).map((one) => one.message)).toEqual([expect.stringContaining(why)]);
  });
});

describe('$authorization', () => {
  const read = `'\${ $authorization }'`;

  it.each([
    ['basic', '{basic: {username: ä, password: p}}', { scheme: 'Basic', parameter: 'w6Q6cA==' }],
    ['bearer', `{bearer: {token: '\${ .key }'}}`, { scheme: 'Bearer', parameter: 'k' }],
    ['a named policy', 'api', { scheme: 'Bearer', parameter: 'named' }],
  ])('X9 is scheme and parameter of %s in the definition of the task', (_name, policy, expected) => {
    const yaml = `use: {authentications: {api: {bearer: {token: named}}}}
do: [{get: {call: http, with: {method: post, endpoint: {uri: 'https://x.test', authentication: ${policy}}, body: ${read}}}}]`;
    expect(new Drive(yaml, { input: { key: 'k' } }).request.arguments['body']).toEqual(expected);
  });

  it('X9 can be read in output.as and export.as, made from the input of the task', () => {
    const stages = `, output: {as: '$authorization.scheme'}, export: {as: {was: '\${ $authorization.parameter }'}}`;
    const run = new Drive(
      `${call(`{bearer: {token: '\${ .key }'}}`, stages).slice(0, -1)}, {end: {set: {was: '\${ $context.was }', out: '\${ . }'}}}]`,
      { input: { key: 'k' } },
    );
    run.succeed({ key: 'another' });
    expect(run.output).toEqual({ was: 'k', out: 'Bearer' });
  });

  it.each(['oauth2', 'oidc', 'digest'])(
    'X9 is refused with %s, whose parameter the activity makes',
    (scheme) => {
      const policy =
        scheme === 'digest'
          ? '{digest: {username: u, password: p}}'
          : `{${scheme}: {authority: 'https://id.test', grant: client_credentials}}`;
      expect(findings(call(policy, `, output: {as: '$authorization.scheme'}`))).toMatchObject([
        {
          code: 'not-supported',
          pointer: '/do/0/get/output/as',
          message: expect.stringMatching(new RegExp(`cannot be read with ${scheme} authentication`)),
        },
      ]);
    },
  );

  it.each([
    ['a call without authentication', `do: [{a: {call: http, with: {method: get, endpoint: ${read}}}}]`],
    ['another task', `do: [{a: {set: {x: ${read}}}}]`],
    ['the condition of a call', call('{bearer: {token: t}}', `, if: '$authorization.scheme == "Bearer"'`)],
  ])('X9 is no variable in %s', (_name, yaml) => {
    expect(findings(yaml).map((one) => one.message)).toEqual([expect.stringContaining('authorization')]);
  });
});
