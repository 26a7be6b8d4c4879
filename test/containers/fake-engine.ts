import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { isObject, type Json, type JsonObject } from '../../src/json/json.ts';

/** What a container of the fake engine does once it runs. */
export type Program = (container: FakeContainer) => void | Promise<void>;

export interface FakeContainer {
  readonly id: string;
  name: string;
  readonly body: JsonObject;
  status: 'created' | 'running' | 'exited';
  code: number;
  finishedAt: number;
  /** All that came on stdin, once it was closed. */
  readonly stdin: Promise<string>;
  write(stream: 'stdout' | 'stderr', text: string): void;
  exit(code: number): void;
}

interface Kept extends FakeContainer {
  readonly output: Buffer[];
  readonly followers: Set<ServerResponse>;
  readonly waiters: Set<() => void>;
  takeStdin(text: string): void;
}

/**
 * A small container engine on a unix socket, for tests: no container runs. It speaks the Docker Engine API as a real
 * one does on the wire: HTTP, progress of pulls a line each, the hijacked connection of an attach, and output in the
 * multiplexed stream format, cut into chunks that do not end where frames do.
 */
export class FakeEngine {
  readonly containers: Kept[] = [];
  readonly images = new Map<string, JsonObject>();
  /** What can be pulled. */
  readonly registry = new Map<string, JsonObject>();
  /** `GET /path` of every request, without the query. */
  readonly requests: string[] = [];
  program: Program = (container) => container.exit(0);
  readonly #folder = mkdtempSync(join(tmpdir(), 'eventctl-engine-'));
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.on('upgrade', (request, socket) => this.#attach(request, socket));
  }

  static async start(): Promise<FakeEngine> {
    const engine = new FakeEngine();
    await new Promise<void>((resolve) => engine.#server.listen(engine.socketPath, resolve));
    return engine;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#folder, { recursive: true });
  }

  get socketPath(): string {
    return join(this.#folder, 'engine.sock');
  }

  container(name: string): Kept | undefined {
    return this.containers.find((one) => one.id === name || one.name === name);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://engine');
    this.requests.push(`${request.method} ${url.pathname}`);
    const [, area, name = '', action = ''] = url.pathname.split('/').map(decodeURIComponent);
    const body = await json(request);
    const say = (status: number, answer?: Json): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(answer === undefined ? undefined : JSON.stringify(answer));
    };
    if (area === 'version') {
      say(200, { Version: '27.0.0-stand-in' });
      return;
    }
    if (area === 'images') {
      this.#image(url, say, response);
      return;
    }
    if (name === 'create') {
      this.#create(url, body, say);
      return;
    }
    if (name === 'json') {
      say(200, this.#list(url));
      return;
    }
    const container = this.container(name);
    if (container === undefined) {
      say(404, { message: `No such container: ${name}` });
      return;
    }
    this.#container(container, action, { url, method: request.method ?? '', say, response });
  }

  #image(url: URL, say: Say, response: ServerResponse): void {
    if (url.pathname === '/images/create') {
      const reference = url.searchParams.get('fromImage') ?? '';
      const found = this.registry.get(reference);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(`${JSON.stringify({ status: `Pulling from ${reference}` })}\r\n`);
      if (found === undefined) response.end(`${JSON.stringify({ error: 'manifest unknown' })}\r\n`);
      else response.end(`${JSON.stringify({ status: 'Download complete' })}\r\n`);
      if (found !== undefined) this.images.set(reference, found);
      return;
    }
    const reference = decodeURIComponent(url.pathname.slice('/images/'.length, -'/json'.length));
    const image = this.images.get(reference);
    if (image === undefined) say(404, { message: `No such image: ${reference}` });
    else say(200, { Config: image });
  }

  #create(url: URL, body: JsonObject, say: Say): void {
    const name = url.searchParams.get('name') ?? '';
    if (this.container(name) !== undefined) {
      say(409, { message: `The name ${name} is in use` });
      return;
    }
    const id = `${this.containers.length + 1}`.padStart(64, '0');
    this.containers.push(keep(id, name, body));
    say(201, { Id: id, Warnings: [] });
  }

  #list(url: URL): Json {
    const filters: Json = JSON.parse(url.searchParams.get('filters') ?? '{}');
    const wanted = isObject(filters) && Array.isArray(filters['label']) ? String(filters['label'][0]) : '';
    return this.containers
      .filter(({ body, status }) => {
        const labels = isObject(body['Labels']) ? body['Labels'] : {};
        return status === 'exited' && wanted in labels;
      })
      .map(({ id }) => ({ Id: id }));
  }

  #container(container: Kept, action: string, exchange: Exchange): void {
    const { url, method, say, response } = exchange;
    if (method === 'DELETE') {
      this.containers.splice(this.containers.indexOf(container), 1);
      container.exit(137);
      say(204);
      return;
    }
    switch (action) {
      case 'json':
        say(200, {
          Id: container.id,
          State: { Status: container.status, FinishedAt: new Date(container.finishedAt).toISOString() },
          Config: { Labels: container.body['Labels'] ?? {} },
        });
        return;
      case 'start':
        if (container.status !== 'created') {
          say(304);
          return;
        }
        if (container.body['Image'] === 'broken:latest') {
          say(400, { message: 'exec: no such file' });
          return;
        }
        container.status = 'running';
        say(204);
        void this.program(container);
        return;
      case 'logs':
        response.writeHead(200, { 'content-type': 'application/vnd.docker.multiplexed-stream' });
        response.write(Buffer.concat(container.output));
        if (container.status === 'exited') response.end();
        else container.followers.add(response);
        return;
      case 'wait':
        if (container.status === 'exited') {
          say(200, { StatusCode: container.code });
          return;
        }
        container.waiters.add(() => say(200, { StatusCode: container.code }));
        return;
      case 'kill':
        if (container.status !== 'running') {
          say(409, { message: 'not running' });
          return;
        }
        container.exit(137);
        say(204);
        return;
      case 'rename':
        container.name = url.searchParams.get('name') ?? '';
        say(204);
        return;
      default:
        say(404, { message: 'page not found' });
    }
  }

  #attach(request: IncomingMessage, socket: Duplex): void {
    const url = new URL(request.url ?? '/', 'http://engine');
    this.requests.push(`${request.method} ${url.pathname}`);
    const container = this.container(url.pathname.split('/')[2] ?? '');
    socket.write(
      'HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
    );
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => {
      container?.takeStdin(Buffer.concat(chunks).toString());
      socket.end();
    });
    socket.on('error', () => {});
  }
}

type Say = (status: number, answer?: Json) => void;

interface Exchange {
  readonly url: URL;
  readonly method: string;
  readonly say: Say;
  readonly response: ServerResponse;
}

function keep(id: string, name: string, body: JsonObject): Kept {
  let takeStdin: (text: string) => void = () => {};
  const stdin = new Promise<string>((resolve) => {
    takeStdin = resolve;
  });
  const container: Kept = {
    id,
    name,
    body,
    status: 'created',
    code: -1,
    finishedAt: 0,
    stdin,
    takeStdin,
    output: [],
    followers: new Set(),
    waiters: new Set(),
    write(stream, text) {
      const data = Buffer.from(text);
      const frame = Buffer.alloc(8 + data.length);
      frame.writeUInt8(stream === 'stdout' ? 1 : 2, 0);
      frame.writeUInt32BE(data.length, 4);
      data.copy(frame, 8);
      container.output.push(frame);
      for (const follower of container.followers) {
        follower.write(frame.subarray(0, 5));
        follower.write(frame.subarray(5));
      }
    },
    exit(code) {
      if (container.status === 'exited') return;
      container.status = 'exited';
      container.code = code;
      container.finishedAt = Date.now();
      for (const follower of container.followers) follower.end();
      for (const tell of container.waiters) tell();
    },
  };
  return container;
}

async function json(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const value: Json = text === '' ? {} : JSON.parse(text);
  return isObject(value) ? value : {};
}
