import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import {
  type Answer,
  type Exchange,
  readContent,
  type Stop,
  type Transport,
  webUrl,
} from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { TokenPolicy } from '../credentials.ts';
import { proveClient } from './client.ts';

/** An authorization server as one policy sees it. */
export interface Server {
  /** Whom a signed assertion of the client is for. */
  readonly audience: string;
  /** Known by discovery only. */
  readonly issuer?: string;
  readonly token: URL;
  readonly introspection?: URL;
  readonly revocation?: URL;
}

/** The servers of `oauth2`: every endpoint is a path below the authority, or a URL of its own. */
export function serverOf({ authority, endpoints }: TokenPolicy): Server {
  const { revocation } = endpoints;
  const token = below(authority, endpoints.token, 'token');
  return {
    audience: token.href,
    token,
    introspection: below(authority, endpoints.introspection, 'introspection'),
    ...(revocation === undefined ? {} : { revocation: below(authority, revocation, 'revocation') }),
  };
}

function below(authority: string, endpoint: string, name: string): URL {
  const url = webUrl(endpoint) ?? webUrl(`${authority}/${endpoint.replace(/^\/+/, '')}`);
  if (url !== undefined) return url;
  throw WorkflowError.of(
    'configuration',
    'Invalid authentication',
    `\`authentication\`: endpoints.${name} makes no http or https URL`,
  );
}

/** Posts parameters to an endpoint of a server as the client. A redirect is not followed: it would carry the secrets. */
export async function post(
  transport: Transport,
  to: { readonly url: URL; readonly server: Server; readonly policy: TokenPolicy },
  parameters: URLSearchParams,
  signal: Stop,
): Promise<Answer> {
  const { client, encoding } = to.policy;
  const headers = new Headers({ accept: 'application/json', 'user-agent': 'eventctl' });
  await proveClient(client, to.server.audience, parameters, headers);
  headers.set('content-type', encoding === 'json' ? 'application/json' : 'application/x-www-form-urlencoded');
  const exchange: Exchange = {
    method: 'POST',
    url: to.url,
    headers: Object.fromEntries(headers),
    body: encoding === 'json' ? JSON.stringify(asObject(parameters)) : parameters.toString(),
  };
  return transport(exchange, signal);
}

/** A parameter that is given several times becomes a list. */
function asObject(parameters: URLSearchParams): JsonObject {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const [first = '', ...more] = parameters.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

/** The JSON object in an answer; undefined when it holds none. */
export function readObject(answer: Answer): JsonObject | undefined {
  let content: Json;
  try {
    content = readContent({ ...answer, headers: { 'content-type': 'application/json' } });
  } catch {
    return undefined;
  }
  return isObject(content) ? content : undefined;
}

/** Everything of a policy that may not be quoted. */
export function secretsOf({ client, password, subject, actor }: TokenPolicy): readonly string[] {
  return [client.secret, client.assertion, password, subject?.token, actor?.token].flatMap((text) =>
    text === undefined || text === '' ? [] : [text],
  );
}
