import { type Authenticator, type Credentials, readCredentials } from '../../authentication/index.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { type Answer, type Exchange, webUrl } from '../../network/index.ts';
import { sameType, typeOf, WorkflowError } from '../../problem/problem.ts';
import type { Resources } from '../../resources/index.ts';
import type { Activity, ActivityContext } from '../activity.ts';
import { readResource } from '../resource.ts';
import { readResults } from './answer.ts';
import { type Agent, readCard } from './card.ts';
import { fillIn, isStreamed, wireName } from './method.ts';

interface A2aOptions {
  readonly authenticator: Pick<Authenticator, 'send'>;
  readonly resources: Pick<Resources, 'read'>;
}

interface Callee {
  readonly agent: Agent;
  readonly credentials: Credentials | undefined;
}

/**
 * `call: a2a`: one JSON-RPC request to an agent, and its result; of a stream the results in their order.
 *
 * The client is our own and not that of the official SDK: the DSL's methods are those of A2A 0.3, and the SDK reads
 * parameters and results into the types of 1.0, which drops what it does not know. The request here is the task's own.
 * @throws WorkflowError `runtime` for whatever fails in the call (dsl-reference, "A2A Call"); `configuration` for a card
 * or an address that cannot be used; `authentication` where the card asks for it and the task has none.
 */
export function createA2aActivity({ authenticator, resources }: A2aOptions): Activity {
  return {
    kind: 'a2a',
    async run({ arguments: given }, context) {
      const method = String(given['method']);
      const callee = await calleeOf(given, resources, context.signal);
      const { agent, credentials } = callee;
      const exchange = exchangeOf(method, objectOf(given['parameters']), agent, context);
      const answer = await send(exchange, credentials, authenticator, context.signal);
      const results = readResults(answer);
      return isStreamed(method) ? results : (results[0] ?? null);
    },
  };
}

/** The agent that the card describes, or the server that is named. */
async function calleeOf(
  { agentCard, server, authentication }: JsonObject,
  resources: Pick<Resources, 'read'>,
  signal: AbortSignal,
): Promise<Callee> {
  const credentials = authentication === undefined ? undefined : readCredentials(authentication);
  if (agentCard === undefined) {
    const url = webUrl(String(server));
    if (url === undefined) throw unusable(`${String(server)} is no http or https address`);
    return { agent: { url, version: '0.3', security: [] }, credentials };
  }
  const { uri, text } = await readResource(resources, agentCard, signal);
  const agent = readCard(text, uri);
  const isLocal = objectOf(agentCard)['text'] !== undefined;
  // A card from elsewhere may name any address: what is meant for the server goes to no other origin.
  const isMeant = isLocal || server === undefined || webUrl(String(server))?.origin === agent.url.origin;
  const own = (isMeant ? credentials : undefined) ?? credentialsOfCard(objectOf(agentCard), agent, uri);
  if (own === undefined && agent.security.length > 0) {
    throw WorkflowError.of(
      'authentication',
      'The agent asks for authentication',
      `its card asks for ${agent.security.join(', or ')}, and the task has no authentication for ${agent.url.origin}`,
    );
  }
  return { agent, credentials: own };
}

/** The credentials of a card are for the origin that it came from; those of a local card for the agent that it names. */
function credentialsOfCard(
  { authentication, text }: JsonObject,
  agent: Agent,
  uri: string,
): Credentials | undefined {
  const isMeant = text !== undefined || webUrl(uri)?.origin === agent.url.origin;
  return authentication !== undefined && isMeant ? readCredentials(authentication) : undefined;
}

function exchangeOf(
  method: string,
  parameters: JsonObject,
  agent: Agent,
  { key }: ActivityContext,
): Exchange {
  const params = fillIn(method, parameters, agent, key);
  return {
    method: 'POST',
    url: agent.url,
    headers: {
      'user-agent': 'eventctl',
      'content-type': 'application/json',
      accept: isStreamed(method) ? 'text/event-stream' : 'application/json',
      'idempotency-key': key,
      ...(agent.version === '1.0' ? { 'a2a-version': '1.0' } : {}),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: key,
      method: wireName(method, agent.version),
      ...(Object.keys(params).length === 0 && method === 'agent/getAuthenticatedExtendedCard'
        ? {}
        : { params }),
    }),
  };
}

async function send(
  exchange: Exchange,
  credentials: Credentials | undefined,
  authenticator: Pick<Authenticator, 'send'>,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    return await authenticator.send(
      { exchange, redirect: true, ...(credentials === undefined ? {} : { credentials }) },
      signal,
    );
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    const { problem } = error;
    const inCall = sameType(problem.type, typeOf('communication'));
    throw inCall ? new WorkflowError({ ...problem, type: typeOf('runtime') }) : error;
  }
}

function unusable(detail: string): WorkflowError {
  return WorkflowError.of('configuration', 'Invalid agent', detail);
}

function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}
