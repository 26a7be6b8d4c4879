import { parse } from 'yaml';
import { createAuthenticator } from '../../authentication/index.ts';
import type { JsonObject } from '../../json/json.ts';
import type { Answer, Exchange } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';
import { createResources } from '../../resources/index.ts';
import { createOpenApiActivity } from './openapi.ts';

export const documentUri = 'https://docs.example/apis/shop.yaml';

export function answer(status: number, type: string, body: string): Answer {
  return { status, headers: { 'content-type': type }, body: new TextEncoder().encode(body) };
}

/** Calls an operation of a document over a transport that answers the document and then `reply`. */
export async function call(
  document: string,
  operationId: string,
  parameters: JsonObject = {},
  {
    reply = answer(200, 'application/json', '{"ok":true}'),
    ...rest
  }: { reply?: Answer; [name: string]: unknown } = {},
) {
  const sent: Exchange[] = [];
  const authenticator = createAuthenticator({
    transport: async (exchange) => {
      sent.push(exchange);
      return exchange.url.href === documentUri ? answer(200, 'application/yaml', document) : reply;
    },
    now: () => 0,
  });
  const activity = createOpenApiActivity({ authenticator, resources: createResources({ authenticator }) });
  const given: JsonObject = parse(JSON.stringify(rest));
  const output = await activity.run(
    {
      kind: 'openapi',
      arguments: {
        document: { uri: documentUri },
        operationId,
        parameters,
        output: 'content',
        redirect: false,
        ...given,
      },
    },
    { signal: new AbortController().signal, key: 'key-1' },
  );
  const last = sent.at(-1);
  if (last === undefined) throw new Error('nothing was sent');
  return { output, sent: last, all: sent };
}

export async function problemOf(...given: Parameters<typeof call>) {
  const error = await call(...given).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowError)) throw new Error(`not a workflow error: ${String(error)}`);
  return {
    kind: error.problem.type.split('/').at(-1),
    detail: error.problem.detail ?? '',
    status: error.problem.status,
  };
}

/** A document of version 3 with one operation `go`. */
export function api3(operation: string, path = '/things', rest = ''): string {
  return `
openapi: 3.1.0
servers: [{ url: https://api.example/v1/ }]
paths:
  ${path}:
    post: { operationId: go, ${operation} }
${rest}`;
}

/** A Swagger document with one operation `go`. */
export function api2(operation: string, path = '/things', rest = ''): string {
  return `
swagger: '2.0'
host: api.example
basePath: /v2
schemes: [http, https]
paths:
  ${path}:
    post: { operationId: go, ${operation} }
${rest}`;
}

export const query = (parameter: string) => api3(`parameters: [{ name: c, in: query, ${parameter} }]`);
export const text = (sent: Exchange) =>
  typeof sent.body === 'string' ? sent.body : Buffer.from(sent.body ?? '').toString('latin1');
