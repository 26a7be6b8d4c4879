import { setMaxListeners } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type Server, type ServerResponse } from 'node:http';
import type { ListenOptions } from 'node:net';
import type { Client } from '../client/index.ts';
import { Failure } from '../problem/failure.ts';
import { Admission } from './admission.ts';
import { createGuard, type Guard } from './auth.ts';
import { createHandler } from './handler.ts';
import { createOutage } from './outage.ts';

export interface ServerOptions {
  readonly client: Client;
  /** Shown by `/health`. */
  readonly version: string;
  /** Address to listen on; beyond loopback a token is required. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly token?: string;
  /** Also listen on a unix socket that only this user may open. A file left there by a dead process is replaced. */
  readonly socketPath?: string;
  /** Events and starts are refused with 429 while so many instances wait for their turn; without it never. */
  readonly backlog?: { readonly ask: () => Promise<number>; readonly most: number };
  /** Told of faults that a response does not explain. */
  readonly log: (message: string, error: unknown) => void;
  /** Told once when requests begin to be refused because there is too much to do or the store is away, and when that is over. */
  readonly notice?: (message: string) => void;
}

/**
 * A running server.
 *
 * listening ──stop()──► draining ──► closed
 *
 * Draining: no new connection is taken, log streams end, requests under way are answered. What is not done after
 * five seconds is cut off.
 */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Time that requests under way get to finish, in milliseconds. */
const drainTime = 5_000;
/** Time a client has to send its whole request, in milliseconds. */
const requestTime = 60_000;

/**
 * Starts answering.
 * @throws Failure `usage` for an open address without a token, `conflict` when the port is taken, `unreachable` for an
 * address that is not ours.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, port, token, socketPath, backlog, notice = () => {} } = options;
  const guard = createGuard({ host, ...(token === undefined ? {} : { token }) });
  const stopping = new AbortController();
  // Each request under way listens to it, and Node warns of eleven.
  setMaxListeners(0, stopping.signal);
  const underWay = new Set<ServerResponse>();
  const admission = new Admission({
    backlog: backlog?.ask ?? (async () => 0),
    limit: backlog?.most ?? Number.POSITIVE_INFINITY,
    notice,
  });
  const outage = createOutage(notice);
  const handle = createHandler({ ...options, admission, outage, stopping: stopping.signal });
  const servers: Server[] = [];

  function left(this: ServerResponse): void {
    underWay.delete(this);
  }

  async function open(at: ListenOptions, by: Guard): Promise<Server> {
    const server = createHttpServer({ requestTimeout: requestTime });
    for (const event of ['request', 'checkContinue'] as const) {
      server.on(event, (request, response) => {
        underWay.add(response);
        response.on('error', ignore);
        response.on('close', left);
        void handle(request, response, by);
      });
    }
    await listening(server, at);
    servers.push(server);
    return server;
  }

  async function stop(): Promise<void> {
    const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
    stopping.abort();
    await drained(underWay);
    for (const server of servers) server.closeAllConnections();
    await Promise.all(closed);
  }

  const tcp = await open({ host, port }, guard);
  try {
    if (socketPath !== undefined) {
      await rm(socketPath, { force: true });
      await open({ path: socketPath }, () => {});
      await chmod(socketPath, 0o600);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const address = tcp.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`, port: bound, stop };
}

/** Writing to a client that has just gone away is no fault of ours. */
function ignore(): void {}

function listening(server: Server, at: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refused(at, error)));
    // A socket file is made by `listen` itself, before it returns; it must never be open to others.
    const mask = at.path === undefined ? undefined : process.umask(0o177);
    server.listen(at, resolve);
    if (mask !== undefined) process.umask(mask);
  });
}

function refused(at: ListenOptions, cause: NodeJS.ErrnoException): Failure {
  const where = at.path ?? `${at.host}:${at.port}`;
  if (cause.code === 'EADDRINUSE') {
    return new Failure('conflict', `${where} is in use`, { cause, hint: 'choose another one with --port' });
  }
  return new Failure('unreachable', `cannot listen on ${where} (${cause.code ?? cause.message})`, { cause });
}

/** Resolves when every answer has been sent, or when the time is up. */
function drained(underWay: ReadonlySet<ServerResponse>): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, drainTime);
    const check = (): void => {
      if (underWay.size > 0) return;
      clearTimeout(late);
      resolve();
    };
    // Our own listener comes after the one that takes the response out of the set.
    for (const response of underWay) response.once('close', check);
    check();
  });
}
