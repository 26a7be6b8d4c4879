import type { Authenticator, Credentials } from '../authentication/index.ts';
import { type Answer, describeExchange, type Exchange, essence, webUrl } from '../network/index.ts';
import { WorkflowError } from '../problem/problem.ts';
import { rawUrl } from './raw-url.ts';

/** Largest resource, in bytes. */
export const maxResourceBytes = 4 * 1024 * 1024;
/** Milliseconds for one resource, redirects included. */
const readTimeout = 30_000;
/** Milliseconds that a resource is used for before it is asked for again. */
const freshness = 5 * 60_000;
/** Resources that are kept; the one that was asked for least recently goes first. */
const capacity = 64;

/** An external resource: a schema, a function, a document, a script. */
export interface Resource {
  /** Where its text came from. */
  readonly uri: string;
  readonly text: string;
  /** Media type without parameters, in lower case. */
  readonly contentType?: string;
}

/** Reads external resources (dsl-reference, "External Resource"). One per process: it remembers what it read. */
export interface Resources {
  /**
   * Reads a resource over http or https; redirects are followed. With `text`, which was pinned when the workflow was
   * applied, there is no I/O. A resource is kept for 5 minutes, per credentials, and then asked for with its ETag; those
   * who ask for the same one at the same time share one request.
   * @throws WorkflowError `configuration` for an address that is not http or https, `communication` for one that does
   * not answer with a text of at most 4 MiB within 30 seconds; `authentication` as the authenticator.
   */
  read(
    wanted: { readonly uri: string; readonly credentials?: Credentials; readonly text?: string },
    signal: AbortSignal,
  ): Promise<Resource>;
}

interface Kept {
  readonly resource: Resource;
  readonly etag: string | undefined;
  readonly until: number;
}

interface ResourcesOptions {
  /** Sends the requests; its transport judges every address. */
  readonly authenticator: Pick<Authenticator, 'send'>;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export function createResources({ authenticator, now = Date.now }: ResourcesOptions): Resources {
  const kept = new Map<string, Kept>();
  const running = new Map<string, Promise<Resource>>();

  async function fetchText(
    uri: string,
    credentials: Credentials | undefined,
    key: string,
  ): Promise<Resource> {
    const before = kept.get(key);
    const exchange = exchangeOf(uri, before?.etag);
    const answer = await authenticator.send(
      { exchange, redirect: true, ...(credentials === undefined ? {} : { credentials }) },
      AbortSignal.timeout(readTimeout),
    );
    const resource =
      before !== undefined && answer.status === 304 ? before.resource : readAnswer(exchange, answer);
    kept.delete(key);
    kept.set(key, { resource, etag: answer.headers['etag'] ?? before?.etag, until: now() + freshness });
    const [oldest] = kept.keys();
    if (kept.size > capacity && oldest !== undefined) kept.delete(oldest);
    return resource;
  }

  return {
    async read({ uri, credentials, text }, signal) {
      if (text !== undefined) return { uri, text };
      signal.throwIfAborted();
      const key = JSON.stringify([uri, credentials ?? null]);
      const known = kept.get(key);
      if (known !== undefined && now() < known.until) return known.resource;
      let reading = running.get(key);
      if (reading === undefined) {
        reading = fetchText(uri, credentials, key).finally(() => running.delete(key));
        running.set(key, reading);
      }
      return abortable(named(reading, uri), signal);
    },
  };
}

function exchangeOf(uri: string, etag: string | undefined): Exchange {
  const url = webUrl(uri);
  if (url === undefined) {
    throw WorkflowError.of(
      'configuration',
      'Resource not readable',
      `${uri} is no http or https address; a local resource must be named as it is, without expressions, so that it is read when the workflow is applied`,
    );
  }
  return {
    method: 'GET',
    url: rawUrl(url),
    headers: {
      accept: '*/*',
      'user-agent': 'eventctl',
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
    },
  };
}

function readAnswer(exchange: Exchange, answer: Answer): Resource {
  const what = describeExchange(exchange);
  const refuse = (why: string, status = 500) =>
    WorkflowError.of('communication', 'Resource not readable', `${what} ${why}`, status);
  if (answer.status < 200 || answer.status > 299) {
    throw refuse(`answered ${answer.status}`, Math.max(answer.status, 400));
  }
  if (answer.body.byteLength > maxResourceBytes) throw refuse(`is larger than ${maxResourceBytes} bytes`);
  const type = answer.headers['content-type'];
  return {
    uri: exchange.url.href,
    text: decode(answer.body) ?? fail(refuse('is no UTF-8 text')),
    ...(type === undefined ? {} : { contentType: essence(type) }),
  };
}

function decode(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function fail(error: Error): never {
  throw error;
}

/** Running out of time is told in the words of a workflow. */
async function named(reading: Promise<Resource>, uri: string): Promise<Resource> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'TimeoutError') throw error;
    throw WorkflowError.of(
      'communication',
      'Resource not readable',
      `${uri} was not there within ${readTimeout} ms`,
      504,
    );
  }
}

/** The request goes on for the others who wait for it. */
function abortable(reading: Promise<Resource>, signal: AbortSignal): Promise<Resource> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    reading.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
