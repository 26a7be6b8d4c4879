import { pipeline, Readable } from 'node:stream';
import type { Authenticator } from '../../authentication/index.ts';
import type { Exchange, StreamingTransport } from '../../network/index.ts';
import type { Answers } from './answers.ts';
import type { HttpServer } from './request.ts';

/** Statuses whose answers have no body, by the Fetch standard. */
const bodiless = [204, 205, 304];

/** What the authenticator puts into an `Authorization` header. */
export type Authorization = Awaited<ReturnType<Authenticator['authorize']>>;

interface HttpPeer {
  readonly server: HttpServer;
  readonly stream: StreamingTransport;
  readonly authorization: Authorization | undefined;
  readonly answers: Answers;
  /** Sent as `Idempotency-Key`. */
  readonly key: string;
  readonly signal: AbortSignal;
}

/** The SDK's transport for Streamable HTTP, over our network. It follows redirects within the server's origin only. */
export async function openHttp(peer: HttpPeer) {
  const { StreamableHTTPClientTransport } = await import(
    '@modelcontextprotocol/sdk/client/streamableHttp.js'
  );
  const { server, authorization } = peer;
  return new StreamableHTTPClientTransport(server.url, {
    fetch: (target, init = {}) => fetchOver(peer, target, init),
    requestInit: {
      headers: {
        'user-agent': 'eventctl',
        'idempotency-key': peer.key,
        ...server.headers,
        ...(authorization === undefined
          ? {}
          : { authorization: `${authorization.scheme} ${authorization.parameter}` }),
      },
    },
  });
}

/** The Fetch API as far as the SDK uses it, with every address judged. */
async function fetchOver(
  { stream, answers, signal }: HttpPeer,
  url: string | URL,
  init: RequestInit,
): Promise<Response> {
  const { method = 'GET', headers, body } = init;
  const given = new Headers(headers);
  const exchange: Exchange = {
    method,
    url: new URL(url),
    headers: { ...Object.fromEntries(given), 'accept-encoding': 'identity' },
    ...(typeof body === 'string' ? { body } : {}),
  };
  const until = init.signal == null ? signal : AbortSignal.any([signal, init.signal]);
  const answer = await stream(exchange, until);
  const carriesAnswer = method === 'POST' || given.has('last-event-id');
  const arriving = pipeline(answer.body, carriesAnswer ? answers.through() : answers.bounded(), () => {});
  const isEmpty = bodiless.includes(answer.status);
  if (isEmpty) arriving.resume();
  return new Response(isEmpty ? null : Readable.toWeb(arriving), {
    status: answer.status,
    headers: answer.headers,
  });
}
