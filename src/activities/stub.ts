import { Readable } from 'node:stream';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import {
  type Answer,
  describeExchange,
  type Exchange,
  type StreamingTransport,
  type Transport,
  webUrl,
} from '../network/index.ts';
import { Failure } from '../problem/failure.ts';
import { WorkflowError } from '../problem/problem.ts';

/** One canned answer of `eventctl run --stub`. */
export interface Stub {
  readonly request: {
    /** In upper case. */
    readonly method: string;
    /** The whole URL with its query; a `*` at the end stands for anything. */
    readonly url: string;
    /** Headers the request must carry, names in lower case. */
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly response: Answer;
}

/**
 * A transport with stubs in place of the network: for each request the first stub that fits answers, as often as it is
 * asked. A request that no stub fits fails like a call that gets no answer, so nothing reaches the network.
 */
export function stubTransport(stubs: readonly Stub[]): Transport {
  return async (exchange) => {
    const stub = stubs.find((candidate) => fits(candidate, exchange));
    if (stub !== undefined) return stub.response;
    throw WorkflowError.of('communication', 'No stub', `no stub answers ${describeExchange(exchange)}`, 503);
  };
}

/** The same stubs for answers that are read while they arrive. */
export function stubStream(stubs: readonly Stub[]): StreamingTransport {
  const transport = stubTransport(stubs);
  return async (exchange, signal) => {
    const answer = await transport(exchange, signal);
    return { ...answer, body: Readable.from([answer.body]) };
  };
}

function fits({ request }: Stub, exchange: Exchange): boolean {
  const { href } = exchange.url;
  return (
    request.method === exchange.method &&
    (request.url.endsWith('*') ? href.startsWith(request.url.slice(0, -1)) : href === request.url) &&
    Object.entries(request.headers).every(([name, value]) => exchange.headers[name] === value)
  );
}

/**
 * Reads a stub file: a YAML (or JSON) list of `{ request: { method, url, headers? }, response: { status?, headers?, body? } }`.
 * A body that is no string is JSON. @param file its path, for messages.
 * @throws Failure `usage` naming the entry and the key that is wrong.
 */
export async function readStubs(text: string, file: string): Promise<readonly Stub[]> {
  const { parse } = await import('yaml');
  let list: unknown;
  try {
    list = parse(text);
  } catch (error) {
    throw new Failure('usage', `${file} is not YAML`, { cause: error });
  }
  if (!Array.isArray(list)) throw new Failure('usage', `${file} must be a list of stubs`);
  return list.map((entry: Json, index) => readStub(entry, `${file}: stub ${index + 1}`));
}

function readStub(entry: Json, place: string): Stub {
  const stub = fields(entry, ['request', 'response'], place);
  const request = fields(stub['request'], ['method', 'url', 'headers'], `${place}: request`);
  const response = fields(stub['response'] ?? {}, ['status', 'headers', 'body'], `${place}: response`);
  const { method = 'get', url } = request;
  if (typeof method !== 'string') throw new Failure('usage', `${place}: request.method must be a string`);
  if (typeof url !== 'string') throw new Failure('usage', `${place}: request.url must be a string`);
  const status = response['status'] ?? 200;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) {
    throw new Failure('usage', `${place}: response.status must be a number from 200 to 599`);
  }
  return {
    request: {
      method: method.toUpperCase(),
      url: url.endsWith('*') ? url : absolute(url, place),
      headers: headers(request['headers'], `${place}: request.headers`),
    },
    response: answer(status, headers(response['headers'], `${place}: response.headers`), response['body']),
  };
}

function answer(status: number, given: Readonly<Record<string, string>>, body: Json | undefined): Answer {
  if (body === undefined || body === null) return { status, headers: given, body: new Uint8Array() };
  const isText = typeof body === 'string';
  return {
    status,
    headers: { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json', ...given },
    body: new TextEncoder().encode(isText ? body : JSON.stringify(body)),
  };
}

/** As the URL parser writes it, so that it compares with what is requested. */
function absolute(url: string, place: string): string {
  const parsed = webUrl(url);
  if (parsed === undefined) throw new Failure('usage', `${place}: request.url is not an http or https URL`);
  return parsed.href;
}

function headers(value: Json | undefined, place: string): Readonly<Record<string, string>> {
  const given = value === undefined ? {} : value;
  if (!isObject(given)) throw new Failure('usage', `${place} must be a map`);
  return Object.fromEntries(Object.entries(given).map(([name, text]) => [name.toLowerCase(), String(text)]));
}

function fields(value: Json | undefined, allowed: readonly string[], place: string): JsonObject {
  if (!isObject(value)) throw new Failure('usage', `${place} must be a map`);
  const unknown = Object.keys(value).find((key) => !allowed.includes(key));
  if (unknown === undefined) return value;
  throw new Failure('usage', `${place} has the unknown key ${unknown}`, {
    hint: `it may have ${allowed.join(', ')}`,
  });
}
