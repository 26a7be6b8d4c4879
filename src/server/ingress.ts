import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from '../client/client.ts';
import { type CloudEvent, decodeHttp, maxEventBytes } from '../events/index.ts';
import type { Admission } from './admission.ts';
import { mediaTypeOf, readBody, sendEmpty } from './body.ts';
import { Refusal } from './problem.ts';

/** Where CloudEvents are posted to. */
export const ingressPaths: ReadonlySet<string> = new Set(['/', '/events']);

/**
 * CloudEvents 1.0 over HTTP: binary, structured JSON and batch JSON mode. 202 says that every event of the request is
 * durable; a repeat by source and id is a 202 too. A failure may leave a part of a batch accepted: sending all of it
 * again is safe. An invalid event refuses its whole batch, and so does a backlog that is too long.
 */
export async function handleIngress(
  request: IncomingMessage,
  response: ServerResponse,
  { client, admission }: { readonly client: Pick<Client, 'sendEvent'>; readonly admission: Admission },
): Promise<void> {
  if (request.method !== 'POST') {
    throw new Refusal(405, `${request.method} is not answered here`, { headers: { allow: 'POST' } });
  }
  refuseForeignMediaTypes(request);
  // Before the body comes, too: it need not be read for a refusal.
  await admission.enter(0);
  const body = await readBody(request, maxEventBytes);
  const events = await decodeHttp({ headers: request.headers, body });
  const leave = await admission.enter(events.length);
  try {
    await sendAll(client, events);
  } finally {
    leave();
  }
  sendEmpty(response, 202);
}

/** Resolves when all are durable. @throws what the first one failed with, when all have ended. */
async function sendAll(client: Pick<Client, 'sendEvent'>, events: readonly CloudEvent[]): Promise<void> {
  const [only, ...others] = events;
  if (only !== undefined && others.length === 0) {
    await client.sendEvent(only);
    return;
  }
  const outcomes = await Promise.allSettled(events.map((event) => client.sendEvent(event)));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

const structured = new Set(['application/cloudevents+json', 'application/cloudevents-batch+json']);

/** In binary mode data may be of any type; without `ce-` headers it must be an event format that we read. */
function refuseForeignMediaTypes(request: IncomingMessage): void {
  const type = mediaTypeOf(request);
  if (type === 'application/json' || structured.has(type)) return;
  const binary = Object.keys(request.headers).some((name) => name.startsWith('ce-'));
  if (binary && !type.startsWith('application/cloudevents')) return;
  throw new Refusal(415, `not a CloudEvent: ${type === '' ? 'no media type' : type} without ce- headers`, {
    hint: `send ce- headers, or a body of ${[...structured].join(' or ')}`,
  });
}
