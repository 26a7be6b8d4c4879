import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { Failure } from '../problem/failure.ts';

/** Where a server listens: a unix socket on this machine, or an HTTP(S) address with a token where it wants one. */
export type ServerAddress =
  | { readonly socketPath: string }
  | { readonly url: string; readonly token?: string };

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path and query below the address. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

/** Sends a call and resolves with the head of the answer; the body is still to be read. */
export type Transport = (call: Call) => Promise<IncomingMessage>;

/** How long a server may take to begin its answer. */
const headTimeout = 30_000;

/** @throws Failure `usage` for a URL that is none; the transport throws `unreachable` and `timed-out`. */
export function createTransport(address: ServerAddress): Transport {
  const target = targetOf(address);
  return async (call) => {
    const { request } = target.secure ? await import('node:https') : await import('node:http');
    return new Promise((resolve, reject) => {
      const outgoing: ClientRequest = request({
        ...target.options,
        path: target.prefix + call.path,
        method: call.method,
        headers: { ...target.headers, ...headersOf(call) },
        ...(call.signal === undefined ? {} : { signal: call.signal }),
      });
      const timer = setTimeout(() => {
        outgoing.destroy(new Failure('timed-out', `no answer from ${target.description} in 30 s`));
      }, headTimeout);
      outgoing.once('response', (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      outgoing.once('error', (error) => {
        clearTimeout(timer);
        reject(error instanceof Failure || call.signal?.aborted ? error : unreachable(target, error));
      });
      outgoing.end(call.body);
    });
  };
}

/** For people: where the answers come from. */
export function describeAddress(address: ServerAddress): string {
  return 'socketPath' in address ? `server at ${address.socketPath}` : `server ${address.url}`;
}

interface Target {
  readonly description: string;
  readonly secure: boolean;
  /** Path of the URL without its last slash. */
  readonly prefix: string;
  readonly options: RequestOptions;
  readonly headers: Readonly<Record<string, string>>;
}

function targetOf(address: ServerAddress): Target {
  const description = describeAddress(address);
  if ('socketPath' in address) {
    // Over the socket there is no host; this one passes every server's check.
    const headers = { host: 'localhost' };
    return { description, secure: false, prefix: '', options: { socketPath: address.socketPath }, headers };
  }
  const url = URL.canParse(address.url) ? new URL(address.url) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new Failure('usage', `not the URL of a server: ${address.url}`, {
      hint: 'for example http://127.0.0.1:8585',
    });
  }
  return {
    description,
    secure: url.protocol === 'https:',
    prefix: url.pathname.replace(/\/$/, ''),
    options: { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port },
    headers: {
      host: url.host,
      ...(address.token === undefined ? {} : { authorization: `Bearer ${address.token}` }),
    },
  };
}

function headersOf(call: Call): Record<string, string | number> {
  if (call.body === undefined) return {};
  return {
    'content-type': call.contentType ?? 'application/json',
    'content-length': Buffer.byteLength(call.body),
  };
}

function unreachable(target: Target, cause: Error): Failure {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  return new Failure('unreachable', `cannot reach the ${target.description} (${code})`, { cause });
}
