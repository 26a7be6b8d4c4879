import type { Client, Dispatcher } from 'undici';
import { WorkflowError } from '../problem/problem.ts';
import { decompress } from './coding.ts';
import type { Connections } from './connections.ts';
import { failed } from './failure.ts';
import { headersOf } from './headers.ts';
import type { Stop } from './stop.ts';
import type { Answer, Exchange } from './transport.ts';

/** Largest response body, in bytes, on the wire and after decompression. */
export const maxResponseBytes = 8 * 1024 * 1024;

/**
 * Carries one exchange over a connection and collects its answer.
 * @throws WorkflowError of kind `communication` without an answer, or for one that is too large; the signal's reason
 * as soon as it aborts.
 */
export function receive(connections: Connections, exchange: Exchange, signal: Stop): Promise<Answer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    if (exchange.method === 'CONNECT') throw failed(exchange, new Error('tunnels are not opened'));
    const { origin, pathname, search } = exchange.url;
    const client = connections.take();
    const receiver = new Receiver({ connections, client, exchange, signal, resolve, reject });
    const headers = { 'accept-encoding': 'gzip, br', ...exchange.headers };
    const { method, body = null } = exchange;
    connections.begin(client, () => {
      client.dispatch({ origin, path: `${pathname}${search}`, method, headers, body }, receiver);
    });
  });
}

interface Carriage {
  readonly connections: Connections;
  readonly client: Client;
  readonly exchange: Exchange;
  readonly signal: Stop;
  readonly resolve: (answer: Answer | Promise<Answer>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What the client tells of an exchange. It is called straight by the parser: a stream for the body would cost as much as
 * everything else. After an end of its own (abort, too large) it only waits for the client to be done.
 */
class Receiver implements Dispatcher.DispatchHandler {
  readonly #carriage: Carriage;
  #controller: Dispatcher.DispatchController | undefined;
  #refused: Error | undefined;
  #status = 0;
  #headers: Answer['headers'] = {};
  #chunks: Uint8Array[] = [];
  #size = 0;

  constructor(carriage: Carriage) {
    this.#carriage = carriage;
    carriage.signal.addEventListener('abort', this);
  }

  /** The signal has aborted. */
  handleEvent(): void {
    this.#refuse(this.#carriage.signal.reason, new Error('aborted'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#refused !== undefined) controller.abort(this.#refused);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // The last one counts: those below 200 announce it.
    this.#status = status;
    this.#headers = headersOf(headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#refused !== undefined) return;
    this.#size += chunk.byteLength;
    if (this.#size > maxResponseBytes) {
      const error = tooLarge();
      this.#refuse(error, error);
    } else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const { connections, client, signal, resolve } = this.#carriage;
    signal.removeEventListener('abort', this);
    connections.give(client);
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    const answer = { status: this.#status, headers: this.#headers, body };
    resolve(this.#headers['content-encoding'] === undefined ? answer : decoded(answer));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const { connections, client, exchange, signal, reject } = this.#carriage;
    signal.removeEventListener('abort', this);
    connections.drop(client);
    reject(failed(exchange, error));
  }

  #refuse(reason: unknown, error: Error): void {
    this.#refused = error;
    this.#chunks = [];
    this.#carriage.reject(reason);
    this.#controller?.abort(error);
  }
}

async function decoded(answer: Answer): Promise<Answer> {
  const body = await decompress(answer.body, answer.headers['content-encoding'], maxResponseBytes);
  if (body === 'too large') throw tooLarge();
  return { ...answer, body };
}

function tooLarge(): WorkflowError {
  return WorkflowError.of(
    'communication',
    'Response too large',
    `the response is larger than ${maxResponseBytes} bytes`,
  );
}
