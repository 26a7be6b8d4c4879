import { isObject, type Json, type JsonObject } from '../json/json.ts';
import type { Destination } from '../limits/index.ts';
import type { ActivityRequest } from '../machine/command.ts';
import { destinationOf } from '../network/index.ts';

/**
 * Where the request of an activity says that it goes: its server, or the document that names the server. Undefined for
 * what stays on this machine, and for what tells only once it runs: its requests are limited by the transport.
 */
export function destination({ kind, arguments: given }: ActivityRequest): Destination | undefined {
  const place = places[kind]?.(given);
  return typeof place === 'string' ? ofUrl(place) : place;
}

const places: Readonly<Record<string, (given: JsonObject) => Destination | string | undefined>> = {
  http: ({ uri }) => textOf(uri),
  openapi: ({ document }) => textOf(member(document, 'uri')),
  a2a: ({ server, agentCard }) => textOf(server) ?? textOf(member(agentCard, 'uri')),
  mcp: ({ transport }) => textOf(member(member(transport, 'http'), 'uri')),
  grpc: ({ host, port }) =>
    typeof host === 'string'
      ? { host, ...(port === undefined || port === null ? {} : { port: Number(port) }) }
      : undefined,
  asyncapi: ({ broker }) => ofBroker(textOf(member(member(broker, 'server'), 'url')) ?? ''),
};

/** The first server of a list stands for all. One with variables is known only once these are filled in. */
function ofBroker(text: string): Destination | undefined {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `broker://${text}`;
  const first = url.split(',', 1)[0] ?? '';
  return first.includes('{') ? undefined : ofUrl(first);
}

function ofUrl(text: string): Destination | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url === undefined || url.hostname === '' ? undefined : destinationOf(url);
}

function member(value: Json | undefined, name: string): Json | undefined {
  return value !== undefined && isObject(value) ? value[name] : undefined;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
