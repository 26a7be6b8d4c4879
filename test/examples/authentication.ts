import type { Example } from './example.ts';

const pet = 'GET https://petstore.swagger.io/v2/pet/1';
const rex = { id: 1, name: 'Rex', status: 'available' };
const realm = 'http://keycloak/realms/fake-authority';
const bearer = { authorization: 'Bearer t0ken' };
const token = { body: { access_token: 't0ken', token_type: 'Bearer', expires_in: 60 } };
const client = { id: 'workflow-runtime-id', secret: 'workflow-runtime-secret' };
const proof = 'client_id=workflow-runtime-id&client_secret=workflow-runtime-secret';

/** What a policy that is kept as a secret holds. */
const mySecret = { authority: realm, grant: 'client_credentials', client };

const discovery = `${realm}/.well-known/openid-configuration`;
const configuration = { body: { issuer: realm, token_endpoint: `${realm}/protocol/openid-connect/token` } };

/** The parameters stand in the order in which the client writes them. */
function tokenRequest(url: string) {
  return { call: `POST ${url}`, body: `grant_type=client_credentials&${proof}` };
}

/** Examples that show their credentials to the petstore. */
export const authenticationExamples: readonly Example[] = [
  {
    file: 'authentication-bearer.yaml',
    ids: 'U3',
    shows: 'a token out of the data is sent',
    input: { token: 't0ken' },
    hosts: { [pet]: { body: rex } },
    expected: { output: rex, requests: [{ call: pet, headers: bearer }] },
  },
  {
    file: 'authentication-bearer-uri-format.yaml',
    ids: 'U3 V4',
    shows: 'a token is sent to an endpoint that is a URI template',
    input: { token: 't0ken', petId: 1 },
    hosts: { [pet]: { body: rex } },
    expected: { output: rex, requests: [{ call: pet, headers: bearer }] },
  },
  {
    file: 'authentication-reusable.yaml',
    ids: 'U1',
    shows: 'a policy of `use.authentications` is named by the call',
    input: { token: 't0ken', petId: 1 },
    hosts: { [pet]: { body: rex } },
    expected: { output: rex, requests: [{ call: pet, headers: bearer }] },
  },
  {
    file: 'authentication-oauth2.yaml',
    ids: 'U5',
    shows: 'a token is asked for at the endpoint below the authority, as the client',
    input: { petId: 1 },
    hosts: { [`POST ${realm}/auth/token`]: token, [pet]: { body: rex } },
    expected: {
      output: rex,
      requests: [tokenRequest(`${realm}/auth/token`), { call: pet, headers: bearer }],
    },
  },
  {
    file: 'authentication-oauth2-secret.yaml',
    ids: 'U5 U13',
    shows: 'a secret may hold the whole policy',
    input: { petId: 1 },
    secrets: { mySecret },
    hosts: { [`POST ${realm}/oauth2/token`]: token, [pet]: { body: rex } },
    expected: {
      output: rex,
      requests: [tokenRequest(`${realm}/oauth2/token`), { call: pet, headers: bearer }],
    },
  },
  {
    file: 'authentication-oauth2-secret.yaml',
    ids: 'E6',
    shows: 'without the secret the call is an authorization error',
    input: { petId: 1 },
    expected: { status: 'faulted', error: { status: 403 } },
  },
  {
    file: 'authentication-oidc.yaml',
    ids: 'U6',
    shows: 'the token endpoint is discovered',
    input: { petId: 1 },
    hosts: {
      [`GET ${discovery}`]: configuration,
      [`POST ${realm}/protocol/openid-connect/token`]: token,
      [pet]: { body: rex },
    },
    expected: {
      output: rex,
      requests: [
        `GET ${discovery}`,
        tokenRequest(`${realm}/protocol/openid-connect/token`),
        { call: pet, headers: bearer },
      ],
    },
  },
  {
    file: 'authentication-oidc-secret.yaml',
    ids: 'U6 U13',
    shows: 'a secret may hold the whole policy',
    input: { petId: 1 },
    secrets: { mySecret },
    hosts: {
      [`GET ${discovery}`]: configuration,
      [`POST ${realm}/protocol/openid-connect/token`]: token,
      [pet]: { body: rex },
    },
    expected: {
      output: rex,
      requests: [
        `GET ${discovery}`,
        tokenRequest(`${realm}/protocol/openid-connect/token`),
        { call: pet, headers: bearer },
      ],
    },
  },
];
