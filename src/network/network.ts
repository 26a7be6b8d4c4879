import { isIP } from 'node:net';
import type { Dispatcher } from 'undici';
import { WorkflowError } from '../problem/problem.ts';
import { mayReach, type PrivateAccess } from './address.ts';
import { decompress } from './coding.ts';
import { AddressRefused, judgedLookup } from './lookup.ts';
import {
  type Answer,
  describeExchange,
  type Exchange,
  type StreamedAnswer,
  type StreamingTransport,
  type Transport,
} from './transport.ts';

/** Largest response body, in bytes, on the wire and after decompression. */
export const maxResponseBytes = 8 * 1024 * 1024;
/** Milliseconds to open a connection. */
const connectTimeout = 10_000;
/** Milliseconds without a byte before the server counts as gone; a task's own `timeout` is usually shorter. */
const silenceTimeout = 300_000;

/**
 * The transport of real calls. A host name is resolved when a connection is opened, all its addresses are judged, and
 * the socket goes to exactly these: a name that answers differently the next moment changes nothing.
 */
export function createNetwork(access: PrivateAccess): Transport {
  const stream = createStreamingNetwork(access);
  return async (exchange, signal) => {
    const headers = { 'accept-encoding': 'gzip, br', ...exchange.headers };
    const answer = await stream({ ...exchange, headers }, signal);
    try {
      return await receive(answer);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof WorkflowError ? error : failed(exchange, error);
    }
  };
}

/** The same network for answers that are read while they arrive. Content codings are left as they are. */
export function createStreamingNetwork(access: PrivateAccess): StreamingTransport {
  let dispatcher: Promise<{ undici: typeof import('undici'); agent: Dispatcher }> | undefined;
  return async (exchange, signal) => {
    refuseLiteral(exchange, access);
    dispatcher ??= open(access);
    const { undici, agent } = await dispatcher;
    try {
      const { statusCode, headers, body } = await undici.request(exchange.url, {
        dispatcher: agent,
        method: exchange.method,
        headers: { ...exchange.headers },
        body: exchange.body ?? null,
        signal,
      });
      return { status: statusCode, headers: joined(headers), body };
    } catch (error) {
      signal.throwIfAborted();
      throw failed(exchange, error);
    }
  };
}

async function open(access: PrivateAccess): Promise<{ undici: typeof import('undici'); agent: Dispatcher }> {
  const undici = await import('undici');
  const agent = new undici.Agent({
    connect: { lookup: judgedLookup(access), timeout: connectTimeout },
    headersTimeout: silenceTimeout,
    bodyTimeout: silenceTimeout,
  });
  return { undici, agent };
}

/** Sockets to literal addresses are opened without a lookup, so these are judged here. */
function refuseLiteral(exchange: Exchange, access: PrivateAccess): void {
  const host = exchange.url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !mayReach(host, access)) throw failed(exchange, new AddressRefused(host, host));
}

async function receive({ status, headers, body: arriving }: StreamedAnswer): Promise<Answer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of arriving) {
    const bytes: Uint8Array = chunk;
    size += bytes.byteLength;
    if (size > maxResponseBytes) throw tooLarge();
    chunks.push(bytes);
  }
  const body = await decompress(Buffer.concat(chunks), headers['content-encoding'], maxResponseBytes);
  if (body === 'too large') throw tooLarge();
  return { status, headers, body };
}

function joined(headers: Dispatcher.ResponseData['headers']): Answer['headers'] {
  const texts = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return Object.fromEntries(texts);
}

function tooLarge(): WorkflowError {
  return WorkflowError.of(
    'communication',
    'Response too large',
    `the response is larger than ${maxResponseBytes} bytes`,
  );
}

function failed(exchange: Exchange, error: unknown): WorkflowError {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (reason instanceof AddressRefused) {
    return WorkflowError.of(
      'communication',
      'Address refused',
      `${describeExchange(exchange)}: ${reason.message}; only --allow-private lets it be called`,
      403,
    );
  }
  return WorkflowError.of(
    'communication',
    'No answer',
    `${describeExchange(exchange)}: ${messageOf(reason)}`,
    503,
  );
}

/** An attempt on several addresses fails with an empty message and a code. */
function messageOf(reason: unknown): string {
  if (!(reason instanceof Error)) return String(reason);
  return reason.message || ('code' in reason ? String(reason.code) : reason.name);
}
