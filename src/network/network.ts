import { isIP } from 'node:net';
import { mayReach, type PrivateAccess } from './address.ts';
import { Connections } from './connections.ts';
import { failed } from './failure.ts';
import { headersOf } from './headers.ts';
import { AddressRefused, judgedLookup } from './lookup.ts';
import { receive } from './receive.ts';
import type { StreamingTransport, Transport } from './transport.ts';

/** Milliseconds to open a connection. */
const connectTimeout = 10_000;
/** Milliseconds without a byte before the server counts as gone; a task's own `timeout` is usually shorter. */
const silenceTimeout = 300_000;

const timeouts = { headersTimeout: silenceTimeout, bodyTimeout: silenceTimeout };

type Undici = typeof import('undici');

/**
 * The transport of real calls. A host name is resolved when a connection is opened, all its addresses are judged, and
 * the socket goes to exactly these: a name that answers differently the next moment changes nothing.
 */
export function createNetwork(access: PrivateAccess): Transport {
  /** An origin that is kept here has been judged, as far as it is an address itself. */
  const origins = new Map<string, Connections>();
  let opener: Promise<(origin: string) => Connections> | undefined;
  return async (exchange, signal) => {
    const { origin } = exchange.url;
    let connections = origins.get(origin);
    if (connections === undefined) {
      const refused = refusedLiteral(exchange.url, access);
      if (refused !== undefined) throw failed(exchange, refused);
      opener ??= import('undici').then((undici) => openerOf(undici, access, origins));
      const open = await opener;
      // An origin is kept while it has connections.
      signal.throwIfAborted();
      connections = open(origin);
    }
    return receive(connections, exchange, signal);
  };
}

function openerOf(
  { buildConnector, Client }: Undici,
  access: PrivateAccess,
  origins: Map<string, Connections>,
): (origin: string) => Connections {
  const connect = buildConnector({ lookup: judgedLookup(access), timeout: connectTimeout });
  return (origin) => {
    const known = origins.get(origin);
    if (known !== undefined) return known;
    const connections = new Connections({
      open: () => new Client(origin, { ...timeouts, connect }),
      whenNone: () => origins.delete(origin),
    });
    origins.set(origin, connections);
    return connections;
  };
}

/** The same network for answers that are read while they arrive. Content codings are left as they are. */
export function createStreamingNetwork(access: PrivateAccess): StreamingTransport {
  let loading: Promise<{ readonly request: Undici['request']; readonly agent: Agent }> | undefined;
  return async (exchange, signal) => {
    const refused = refusedLiteral(exchange.url, access);
    if (refused !== undefined) throw failed(exchange, refused);
    loading ??= import('undici').then(({ Agent, request }) => {
      const connect = { lookup: judgedLookup(access), timeout: connectTimeout };
      return { request, agent: new Agent({ ...timeouts, connect }) };
    });
    const { request, agent } = await loading;
    try {
      const { statusCode, headers, body } = await request(exchange.url, {
        dispatcher: agent,
        method: exchange.method,
        headers: { ...exchange.headers },
        body: exchange.body ?? null,
        signal,
      });
      return { status: statusCode, headers: headersOf(headers), body };
    } catch (error) {
      signal.throwIfAborted();
      throw failed(exchange, error);
    }
  };
}

type Agent = InstanceType<Undici['Agent']>;

/** Sockets to literal addresses are opened without a lookup, so these are judged here. */
function refusedLiteral(url: URL, access: PrivateAccess): AddressRefused | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 && !mayReach(host, access) ? new AddressRefused(host, host) : undefined;
}
