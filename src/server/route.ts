import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from './problem.ts';

/** A request to the API, taken apart. */
export interface ApiCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Decoded values of the path's `:name` segments. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Aborts when the client goes away or the server stops. */
  readonly signal: AbortSignal;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** For example `/instances/:id`; a segment with a colon takes one segment of the path. */
  readonly pattern: string;
  readonly answer: (call: ApiCall) => Promise<void>;
}

/** The route of a method and a path. @throws Refusal 404 without such a path, 405 when only the method is wrong. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly route: Route; readonly parameters: Readonly<Record<string, string>> } {
  const allowed: string[] = [];
  for (const route of routes) {
    const parameters = match(route.pattern, path);
    if (parameters === undefined) continue;
    if (route.method === method) return { route, parameters };
    allowed.push(route.method);
  }
  if (allowed.length === 0) throw new Refusal(404, `nothing is at ${path}`);
  throw new Refusal(405, `${method} is not answered here`, { headers: { allow: allowed.join(', ') } });
}

function match(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (segment.startsWith(':')) {
      const decoded = decode(value);
      if (decoded === undefined || decoded === '') return undefined;
      parameters[segment.slice(1)] = decoded;
    } else if (segment !== value) return undefined;
  }
  return parameters;
}

/** Undefined for a segment with a broken percent escape: nothing can be there. */
function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
