import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import { isObject, type Json, type JsonObject } from '../../../json/json.ts';
import { WorkflowError } from '../../../problem/problem.ts';
import { describeAddress, type EngineAddress } from './address.ts';

type Method = 'GET' | 'POST' | 'DELETE';

/** One request to the container engine. */
export interface EngineRequest {
  readonly method: Method;
  /** With its parts encoded, without a version: each engine takes its newest. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
  /** Statuses that are answers like a success: 304 "already so", 404 "not there". */
  readonly accept?: readonly number[];
}

export interface EngineAnswer {
  readonly status: number;
  /** Null when there is none. */
  readonly body: Json;
}

/**
 * The Docker Engine API, as Docker and Podman speak it: plain HTTP, mostly over a unix socket.
 * Every method throws a WorkflowError: `communication` when the engine does not answer, `runtime` with its own message
 * when it refuses.
 */
export class EngineApi {
  readonly #address: EngineAddress;
  readonly #pool: Dispatcher;

  private constructor(address: EngineAddress, pool: Dispatcher) {
    this.#address = address;
    this.#pool = pool;
  }

  static async open(address: EngineAddress): Promise<EngineApi> {
    const { Pool } = await import('undici');
    // A container may say nothing for as long as it likes.
    const patience = { headersTimeout: 0, bodyTimeout: 0 };
    const pool =
      'socketPath' in address
        ? new Pool('http://engine', { ...patience, connect: { socketPath: address.socketPath } })
        : new Pool(address.origin, patience);
    return new EngineApi(address, pool);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  /** A request whose answer is one JSON document, or nothing. */
  async ask(request: EngineRequest, signal?: AbortSignal): Promise<EngineAnswer> {
    const response = await this.#send(request, signal);
    const text = await this.#reading(request, response.body.text(), signal);
    return { status: response.statusCode, body: parse(text) };
  }

  /** A request whose answer comes in pieces for as long as it lasts. */
  async stream(request: EngineRequest, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const { body } = await this.#send(request, signal);
    return body;
  }

  /** Takes over the connection of a request, to write to a container's stdin. */
  async hijack(request: EngineRequest, signal?: AbortSignal): Promise<Duplex> {
    const upgrade = this.#pool.upgrade({
      path: pathOf(request),
      method: request.method,
      protocol: 'tcp',
      ...(signal === undefined ? {} : { signal }),
    });
    const { socket } = await this.#reading(request, upgrade, signal);
    return socket;
  }

  async #send(request: EngineRequest, signal?: AbortSignal): Promise<Dispatcher.ResponseData> {
    const { method, body, accept = [] } = request;
    const sent = this.#pool.request({
      method,
      path: pathOf(request),
      ...(signal === undefined ? {} : { signal }),
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const response = await this.#reading(request, sent, signal);
    const { statusCode } = response;
    if ((statusCode >= 200 && statusCode < 300) || accept.includes(statusCode)) return response;
    const answer = parse(await response.body.text());
    const said = isObject(answer) && typeof answer['message'] === 'string' ? answer['message'] : 'no reason';
    throw WorkflowError.of(
      'runtime',
      'The container engine refused',
      `${method} ${request.path} → ${statusCode}: ${said}`,
    );
  }

  async #reading<Result>(
    { method, path }: EngineRequest,
    answer: Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    try {
      return await answer;
    } catch (error) {
      signal?.throwIfAborted();
      const why = error instanceof Error ? error.message : String(error);
      throw WorkflowError.of(
        'communication',
        'The container engine does not answer',
        `${method} ${path} at ${describeAddress(this.#address)}: ${why}`,
        503,
      );
    }
  }
}

function pathOf({ path, query }: EngineRequest): string {
  return query === undefined ? path : `${path}?${new URLSearchParams(query).toString()}`;
}

function parse(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return text === '' ? null : text;
  }
}
