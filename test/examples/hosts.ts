import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Json } from '../../src/json/json.ts';
import type { Exchange } from '../../src/network/index.ts';

/** What a host answers. A body that is no string is JSON. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** No answer until the caller has gone. */
  readonly silent?: boolean;
  /** No answer before this call has come. */
  readonly after?: string;
}

/** Answers by `METHOD url`; of a list each is given once, the last one from then on. */
export type Routes = Readonly<Record<string, Reply | readonly Reply[]>>;

/** One request as it came over the wire. */
export interface Seen {
  /** `METHOD url`, as the example names it. */
  readonly call: string;
  readonly headers: IncomingMessage['headers'];
  readonly body?: Json;
  /** The caller went away without an answer. */
  gone: boolean;
}

/**
 * One HTTP server on loopback that stands for every host an example names. `redirect` sends an exchange there with the
 * address it was meant for in its path, so that the example stays as it is.
 */
export class Hosts {
  readonly seen: Seen[] = [];
  #routes: Routes = {};
  readonly #given = new Map<string, number>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<Hosts> {
    const hosts = new Hosts();
    await new Promise<void>((done) => hosts.#server.listen(0, '127.0.0.1', done));
    return hosts;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** The hosts of the next example. */
  become(routes: Routes): void {
    this.#routes = routes;
    this.#given.clear();
    this.seen.length = 0;
  }

  redirect(exchange: Exchange): Exchange {
    return { ...exchange, url: new URL(`${this.#url}/${encodeURIComponent(exchange.url.href)}`) };
  }

  get #url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the hosts have no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = `${request.method} ${decodeURIComponent(request.url?.slice(1) ?? '')}`;
    const body = await read(request);
    const seen: Seen = {
      call,
      headers: request.headers,
      gone: false,
      ...(body === undefined ? {} : { body }),
    };
    this.seen.push(seen);
    const reply = this.#reply(call);
    if (reply.silent === true) {
      response.on('close', () => {
        seen.gone = true;
      });
      return;
    }
    while (reply.after !== undefined && !this.seen.some((one) => one.call === reply.after))
      await setImmediate();
    const isText = typeof reply.body === 'string';
    response.writeHead(reply.status ?? 200, {
      'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
      ...reply.headers,
    });
    response.end(isText || reply.body === undefined ? reply.body : JSON.stringify(reply.body));
  }

  #reply(call: string): Reply {
    const given = this.#given.get(call) ?? 0;
    this.#given.set(call, given + 1);
    const replies = [this.#routes[call] ?? { status: 418, body: `nobody answers ${call}` }].flat();
    return replies[Math.min(given, replies.length - 1)] ?? {};
  }
}

async function read(request: IncomingMessage): Promise<Json | undefined> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  if (text === '') return undefined;
  return request.headers['content-type']?.includes('json') === true ? JSON.parse(text) : text;
}
