import type { IncomingMessage } from 'node:http';
import type { RecordedEntry } from '../backend/backend.ts';
import { Failure } from '../problem/failure.ts';
import { failureOf, readJson, readLines } from './answer.ts';
import type { Client, WorkflowReference } from './client.ts';
import { endsInstance } from './ending.ts';
import { type Patience, withPatience } from './patience.ts';
import { type Call, createTransport, describeAddress, type ServerAddress } from './transport.ts';
import { arrayOf, type Decoder } from './wire/decode.ts';
import * as shapes from './wire/shapes.ts';

/** Asks a running server. Each method is one request below `/api/v1`; refusals come back as the same `Failure`s. */
export function createRemoteClient(address: ServerAddress, patience?: Patience): Client {
  const transport = withPatience(createTransport(address), patience);

  async function send(call: Call): Promise<IncomingMessage> {
    const answer = await transport({ ...call, path: `/api/v1${call.path}` });
    if ((answer.statusCode ?? 500) >= 300) throw await failureOf(answer);
    return answer;
  }
  async function ask<T>(decoder: Decoder<T>, path: string): Promise<T> {
    return readJson(await send({ method: 'GET', path }), decoder);
  }
  async function tell<T>(decoder: Decoder<T>, path: string, body: unknown): Promise<T> {
    return readJson(await send({ method: 'POST', path, body: JSON.stringify(body) }), decoder);
  }

  return {
    description: describeAddress(address),
    attended: true,
    apply: (files, more) => tell(shapes.applyReport, '/apply', { files, ...more }),
    listWorkflows: () => ask(arrayOf(shapes.workflowSummary), '/workflows'),
    showWorkflow: (reference) => ask(shapes.workflowDetail, workflowPath(reference)),
    async deleteWorkflow(reference) {
      (await send({ method: 'DELETE', path: workflowPath(reference) })).resume();
    },
    listServices: () => ask(arrayOf(shapes.service), '/services'),
    showService: (name) => ask(shapes.service, `/services/${encodeURIComponent(name)}`),
    startInstance: (request) => tell(shapes.instanceSummary, '/instances', request),
    listInstances: ({ status, workflow, limit }) =>
      ask(arrayOf(shapes.instanceSummary), `/instances${queryOf({ status, ...workflow, limit })}`),
    showInstance: (id) => ask(shapes.instance, instancePath(id)),
    async cancelInstance({ id, ...body }) {
      const path = `${instancePath(id)}/cancel`;
      (await send({ method: 'POST', path, body: JSON.stringify(body) })).resume();
    },
    async suspendInstance(id) {
      (await send({ method: 'POST', path: `${instancePath(id)}/suspend` })).resume();
    },
    async resumeInstance(id) {
      (await send({ method: 'POST', path: `${instancePath(id)}/resume` })).resume();
    },
    sendEvent: (event) => tell(shapes.eventOutcome, '/events', event),
    listEvents: (query) => ask(arrayOf(shapes.acceptedEvent), `/events${queryOf(query)}`),
    async *logs({ instance, follow, signal }): AsyncGenerator<RecordedEntry> {
      const answer = await send({
        method: 'GET',
        path: `${instancePath(instance)}/logs${queryOf({ follow })}`,
        ...(signal === undefined ? {} : { signal }),
      });
      let ended = !follow;
      try {
        for await (const entry of readLines(answer, shapes.recordedEntry)) {
          yield entry;
          ended ||= endsInstance(entry);
        }
      } catch (error) {
        if (signal?.aborted === true) return;
        throw error;
      }
      if (!ended && signal?.aborted !== true) {
        throw new Failure('unreachable', 'the server stopped before the instance ended');
      }
    },
    status: () => ask(shapes.storeStatus, '/status'),
    close: async () => {},
  };
}

function instancePath(id: string): string {
  return `/instances/${encodeURIComponent(id)}`;
}

function workflowPath({ namespace = 'default', name, version = 'latest' }: WorkflowReference): string {
  return `/workflows/${[namespace, name, version].map(encodeURIComponent).join('/')}`;
}

function queryOf(parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size === 0 ? '' : `?${query}`;
}
