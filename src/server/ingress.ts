import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from '../client/client.ts';
import { decodeHttp, maxEventBytes } from '../events/index.ts';
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
  const outcomes = await Promise.allSettled(events.map((event) => client.sendEvent(event)));
  leave();
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  sendEmpty(response, 202);
}

const structured = new Set(['application/cloudevents+json', 'application/cloudevents-batch+json']);

/** In binary mode data may be of any type; without `ce-` headers it must be an event format that we read. */
function refuseForeignMediaTypes(request: IncomingMessage): void {
  const type = mediaTypeOf(request);
  const binary = Object.keys(request.headers).some((name) => name.startsWith('ce-'));
  const format = type.startsWith('application/cloudevents');
  if (format ? structured.has(type) : binary || type === 'application/json') return;
  throw new Refusal(415, `not a CloudEvent: ${type === '' ? 'no media type' : type} without ce- headers`, {
    hint: `send ce- headers, or a body of ${[...structured].join(' or ')}`,
  });
}
