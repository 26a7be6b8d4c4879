import {
  applyRequest,
  type Client,
  cancelRequest,
  DecodeError,
  type Decoder,
  type InstanceQuery,
  startRequest,
} from '../client/index.ts';
import { parseCloudEvent } from '../events/index.ts';
import type { Json } from '../json/json.ts';
import { instanceStatuses } from '../machine/instance.ts';
import { Failure } from '../problem/failure.ts';
import type { Admission } from './admission.ts';
import { readJsonBody, sendEmpty, sendJson } from './body.ts';
import { streamLogs } from './logs.ts';
import type { ApiCall, Route } from './route.ts';

/** Rows of a list when the request does not say, and the most it may ask for. */
const defaultLimit = 100;
const maxLimit = 10_000;

/** Below `/api/v1`: one route for each method of `Client`, with its types as JSON. Times are epoch milliseconds. */
export function apiRoutes(client: Client, admission: Admission): readonly Route[] {
  /** For what makes work. What ends or eases it is never refused. */
  async function admitted<Result>(make: () => Promise<Result>): Promise<Result> {
    const leave = await admission.enter(1);
    return make().finally(leave);
  }

  return [
    route('GET', '/status', async ({ response }) => {
      const { backlogLimit } = admission;
      const status = await client.status();
      sendJson(response, 200, { ...status, ...(backlogLimit === undefined ? {} : { backlogLimit }) });
    }),
    route('POST', '/apply', async (call) => {
      const { files, ...more } = await bodyOf(call, applyRequest);
      sendJson(call.response, 200, await client.apply(files, more));
    }),
    route('GET', '/workflows', async ({ response }) => sendJson(response, 200, await client.listWorkflows())),
    route('GET', '/workflows/:namespace/:name/:version', async (call) =>
      sendJson(call.response, 200, await client.showWorkflow(definitionOf(call))),
    ),
    route('DELETE', '/workflows/:namespace/:name/:version', async (call) => {
      await client.deleteWorkflow(definitionOf(call));
      sendEmpty(call.response, 204);
    }),
    route('GET', '/services', async ({ response }) => sendJson(response, 200, await client.listServices())),
    route('GET', '/services/:name', async (call) =>
      sendJson(call.response, 200, await client.showService(parameter(call, 'name'))),
    ),
    route('POST', '/instances', async (call) => {
      const request = await bodyOf(call, startRequest);
      const started = await admitted(() => client.startInstance(request));
      sendJson(call.response, 201, started);
    }),
    route('GET', '/instances', async (call) =>
      sendJson(call.response, 200, await client.listInstances(instanceQuery(call.query))),
    ),
    route('GET', '/instances/:id', async (call) =>
      sendJson(call.response, 200, await client.showInstance(parameter(call, 'id'))),
    ),
    route('GET', '/instances/:id/output', async (call) => {
      const { id, status, output } = await client.showInstance(parameter(call, 'id'));
      if (output === undefined)
        throw new Failure('not-found', `instance ${id} is ${status}: it has no output`);
      sendJson(call.response, 200, output);
    }),
    route('POST', '/instances/:id/cancel', async (call) => {
      const { reason } = await bodyOf(call, cancelRequest);
      await client.cancelInstance({
        id: parameter(call, 'id'),
        ...(reason === undefined ? {} : { reason }),
      });
      sendEmpty(call.response, 204);
    }),
    route('POST', '/instances/:id/suspend', async (call) => {
      await client.suspendInstance(parameter(call, 'id'));
      sendEmpty(call.response, 204);
    }),
    route('POST', '/instances/:id/resume', async (call) => {
      await client.resumeInstance(parameter(call, 'id'));
      sendEmpty(call.response, 204);
    }),
    route('GET', '/instances/:id/logs', (call) =>
      streamLogs(call, client, {
        instance: parameter(call, 'id'),
        follow: call.query.get('follow') === 'true',
      }),
    ),
    route('POST', '/events', async (call) => {
      const types = ['application/json', 'application/cloudevents+json'];
      const event = parseCloudEvent(await readJsonBody(call.request, types));
      sendJson(call.response, 202, await admitted(() => client.sendEvent(event)));
    }),
    route('GET', '/events', async ({ query, response }) => {
      const type = query.get('type');
      const limit = limitOf(query);
      sendJson(response, 200, await client.listEvents({ limit, ...(type === null ? {} : { type }) }));
    }),
  ];
}

function route(method: Route['method'], pattern: string, answer: Route['answer']): Route {
  return { method, pattern, answer };
}

function parameter(call: ApiCall, name: string): string {
  return call.parameters[name] ?? '';
}

function definitionOf(call: ApiCall) {
  return {
    namespace: parameter(call, 'namespace'),
    name: parameter(call, 'name'),
    version: parameter(call, 'version'),
  };
}

async function bodyOf<T>(call: ApiCall, decoder: Decoder<T>): Promise<T> {
  const body: Json = await readJsonBody(call.request, ['application/json']);
  try {
    return decoder(body, '');
  } catch (error) {
    throw error instanceof DecodeError ? new Failure('usage', error.message) : error;
  }
}

function instanceQuery(query: URLSearchParams): InstanceQuery {
  const status = query.get('status');
  const known = instanceStatuses.find((candidate) => candidate === status);
  if (status !== null && known === undefined) {
    throw new Failure('usage', `unknown status ${status}`, { hint: `one of ${instanceStatuses.join(', ')}` });
  }
  const name = query.get('name');
  const namespace = query.get('namespace');
  const version = query.get('version');
  if (name === null && (namespace !== null || version !== null)) {
    throw new Failure('usage', 'namespace and version narrow a name: give the name too');
  }
  return {
    limit: limitOf(query),
    ...(known === undefined ? {} : { status: known }),
    ...(name === null
      ? {}
      : {
          workflow: {
            name,
            ...(namespace === null ? {} : { namespace }),
            ...(version === null ? {} : { version }),
          },
        }),
  };
}

function limitOf(query: URLSearchParams): number {
  const text = query.get('limit');
  if (text === null) return defaultLimit;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit;
  throw new Failure('usage', `limit is ${text}, not an integer from 1 to ${maxLimit}`);
}
