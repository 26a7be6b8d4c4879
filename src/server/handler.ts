import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from '../client/index.ts';
import { maxEventBytes } from '../events/index.ts';
import { Failure } from '../problem/failure.ts';
import { endsWithin } from '../time/index.ts';
import type { Admission } from './admission.ts';
import { apiRoutes } from './api.ts';
import type { Guard } from './auth.ts';
import { announcedTooLarge, maxApiBytes, sendJson } from './body.ts';
import { handleIngress, ingressPaths } from './ingress.ts';
import type { Outage } from './outage.ts';
import { Refusal, sendProblem } from './problem.ts';
import { findRoute } from './route.ts';

export interface HandlerOptions {
  readonly client: Client;
  readonly admission: Admission;
  readonly outage: Outage;
  readonly version: string;
  /** Aborts when the server stops: open streams end. */
  readonly stopping: AbortSignal;
  /** Told of faults that a response does not explain. */
  readonly log: (message: string, error: unknown) => void;
}

/** Answers one request of a listener; never rejects. */
export type Handler = (request: IncomingMessage, response: ServerResponse, guard: Guard) => Promise<void>;

const apiBase = '/api/v1';

/** Milliseconds in which the store answers where a server is ready. */
const readyTime = 1_000;

/**
 * `/` and `/events` take CloudEvents, `/health` tells that the server is up, `/ready` that its store answers, `/api/v1`
 * is the API.
 */
export function createHandler(options: HandlerOptions): Handler {
  const { client, admission, outage, version, stopping, log } = options;
  const routes = apiRoutes(client, admission);

  async function answer(request: IncomingMessage, response: ServerResponse, guard: Guard): Promise<void> {
    const { path, query } = targetOf(request);
    const method = request.method ?? 'GET';
    if (path === '/health' || path === '/ready') {
      if (method !== 'GET')
        throw new Refusal(405, `${method} is not answered here`, { headers: { allow: 'GET' } });
      if (path === '/ready') await requireReady();
      return sendJson(response, 200, {
        name: 'eventctl',
        version,
        status: path === '/ready' ? 'ready' : 'up',
      });
    }
    guard(request.headers);
    if (request.headers.expect !== undefined) allowToContinue(request, response, path);
    if (ingressPaths.has(path)) {
      await handleIngress(request, response, { client, admission });
      return outage.answered();
    }
    if (!path.startsWith(`${apiBase}/`)) throw new Refusal(404, `nothing is at ${path}`);
    const { route, parameters } = findRoute(routes, method, path.slice(apiBase.length));
    const signal = goneSignal(response, stopping);
    await route.answer({ request, response, parameters, query, signal });
    outage.answered();
  }

  /** Anyone may ask, so the store is asked at most as often as the door asks it. */
  async function requireReady(): Promise<void> {
    if (stopping.aborted) throw notReady('this server stops');
    const answered = await endsWithin(admission.look(), readyTime).catch(() => false);
    if (!answered) throw notReady('the store does not answer');
  }

  return async (request, response, guard) => {
    try {
      await answer(request, response, guard);
    } catch (error) {
      outage.failed(error);
      // A client that went away needs no answer, and is no fault.
      if (response.destroyed) return;
      if (!(error instanceof Failure || error instanceof Refusal))
        log(`${request.method} ${request.url}`, error);
      sendProblem(response, error);
    }
  };
}

function notReady(why: string): Refusal {
  return new Refusal(503, why, { code: 'unreachable' });
}

interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
}

const noQuery = new URLSearchParams();

function targetOf(request: IncomingMessage): Target {
  const target = request.url ?? '/';
  // Most requests bring events; a path that is one of these needs no reading.
  if (ingressPaths.has(target)) return { path: target, query: noQuery };
  const url = `http://localhost${target}`;
  if (!target.startsWith('/') || !URL.canParse(url)) throw new Refusal(400, 'the request has no path');
  const { pathname, searchParams } = new URL(url);
  return { path: pathname, query: searchParams };
}

/** Answers `Expect: 100-continue`: a body that announces itself as too large is never asked for. */
function allowToContinue(request: IncomingMessage, response: ServerResponse, path: string): void {
  const refusal = announcedTooLarge(request, ingressPaths.has(path) ? maxEventBytes : maxApiBytes);
  if (refusal !== undefined) {
    response.shouldKeepAlive = false;
    throw refusal;
  }
  response.writeContinue();
}

/**
 * Aborts when the connection closes before the answer is complete, and when the server stops. A listener that is taken
 * away again, since a signal that lives long keeps something of every other one that was derived from it.
 */
function goneSignal(response: ServerResponse, stopping: AbortSignal): AbortSignal {
  const gone = new AbortController();
  const stop = (): void => gone.abort(stopping.reason);
  if (stopping.aborted) stop();
  stopping.addEventListener('abort', stop);
  response.once('close', () => {
    stopping.removeEventListener('abort', stop);
    gone.abort();
  });
  return gone.signal;
}
