import type { JsonObject } from '../../json/json.ts';
import { describeExchange, type Exchange, type Stop, type Transport, webUrl } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { TokenPolicy } from '../credentials.ts';
import { readObject, type Server } from './endpoint.ts';

/**
 * Asks an OpenID provider for its endpoints (OpenID Connect Discovery 1.0, section 4). Its issuer must be the authority
 * that was asked, or one of the policy's `issuers` where it names any. A slash at the end makes no difference.
 * @throws WorkflowError `communication` when there is no configuration, `authentication` for another issuer.
 */
export async function discover(transport: Transport, policy: TokenPolicy, signal: Stop): Promise<Server> {
  const exchange: Exchange = {
    method: 'GET',
    url: new URL(`${policy.authority}/.well-known/openid-configuration`),
    headers: { accept: 'application/json', 'user-agent': 'eventctl' },
  };
  const answer = await transport(exchange, signal);
  const found = answer.status === 200 ? readObject(answer) : undefined;
  if (found === undefined) {
    throw WorkflowError.of(
      'communication',
      'No OpenID configuration',
      `${describeExchange(exchange)} answered ${answer.status}${answer.status === 200 ? ' without a JSON object' : ''}`,
      answer.status === 200 ? undefined : answer.status,
    );
  }
  const { issuer } = found;
  const expected = policy.issuers.length === 0 ? [policy.authority] : policy.issuers;
  if (typeof issuer !== 'string' || !isOneOf(issuer, expected)) {
    throw WorkflowError.of(
      'authentication',
      'Issuer not expected',
      `${describeExchange(exchange)} names ${issuer === undefined ? 'no issuer' : `the issuer ${JSON.stringify(issuer)}`}, not ${expected.join(' or ')}`,
    );
  }
  const token = endpoint(found, 'token_endpoint');
  if (token === undefined) {
    throw WorkflowError.of(
      'communication',
      'No OpenID configuration',
      `${describeExchange(exchange)} names no token_endpoint`,
    );
  }
  if (exchange.url.protocol === 'https:' && token.protocol !== 'https:') {
    throw WorkflowError.of(
      'communication',
      'No OpenID configuration',
      `${describeExchange(exchange)} names the token_endpoint ${token.origin}${token.pathname}, which is not https: the client's secrets would go there in the clear`,
    );
  }
  return { audience: issuer, issuer, token };
}

/** True when an issuer is one of those expected. */
export function isOneOf(issuer: string, expected: readonly string[]): boolean {
  const plain = (text: string) => text.replace(/\/+$/, '');
  return expected.some((one) => plain(one) === plain(issuer));
}

function endpoint(found: JsonObject, name: string): URL | undefined {
  const value = found[name];
  return typeof value === 'string' ? webUrl(value) : undefined;
}
