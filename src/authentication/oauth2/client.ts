import { WorkflowError } from '../../problem/problem.ts';
import type { Client } from '../credentials.ts';
import { readPrivateKey } from './key.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * Adds to a token request what proves the client (RFC 6749, 2.3; RFC 7523). `client_secret_jwt` and `private_key_jwt`
 * send the policy's own assertion if it has one, else sign one for `audience` with the secret or the private key.
 * A client without a secret is public, unless its method needs one: only its id is sent, if it has any.
 * @throws WorkflowError of kind `configuration` when a part of the client is missing.
 */
export async function proveClient(
  { id, secret, assertion, authentication }: Client,
  audience: string,
  body: URLSearchParams,
  headers: Headers,
): Promise<void> {
  if (assertion !== undefined) {
    if (id !== undefined) body.set('client_id', id);
    body.set('client_assertion_type', assertionType);
    body.set('client_assertion', assertion);
    return;
  }
  const isPublic =
    authentication === 'none' || (authentication === 'client_secret_post' && secret === undefined);
  if (id === undefined) {
    if (isPublic) return;
    throw missing(`client.id is missing, which ${authentication} needs`);
  }
  const server = { issuer: audience };
  const client = { client_id: id };
  const oauth = await import('oauth4webapi');
  if (isPublic) return oauth.None()(server, client, body, headers);
  if (secret === undefined) throw missing(`client.secret is missing, which ${authentication} needs`);
  switch (authentication) {
    case 'client_secret_basic':
      return oauth.ClientSecretBasic(secret)(server, client, body, headers);
    case 'client_secret_post':
      return oauth.ClientSecretPost(secret)(server, client, body, headers);
    case 'client_secret_jwt':
      return oauth.ClientSecretJwt(secret)(server, client, body, headers);
    case 'private_key_jwt':
      return oauth.PrivateKeyJwt(await readPrivateKey(secret))(server, client, body, headers);
  }
}

function missing(why: string): WorkflowError {
  return WorkflowError.of('configuration', 'Invalid authentication', `\`authentication\`: ${why}`);
}
