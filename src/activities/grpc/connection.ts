import { isIP } from 'node:net';
import type { Client, Metadata } from '@grpc/grpc-js';
import { type Dialler, maxResponseBytes } from '../../network/index.ts';
import { WorkflowError } from '../../problem/problem.ts';

/** Milliseconds to open a connection to one address. */
const connectTimeout = 10_000;

export interface Server {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

/** A connection for one call. */
export interface Connection {
  readonly client: Client;
  readonly metadata: Metadata;
}

/**
 * Connects to a server at the addresses that were judged: the client never asks for its name. The name stays the
 * authority, and what the certificate must be for. The last address is not waited for: the call tells what is wrong.
 */
export async function connect(
  server: Server,
  dialler: Dialler | undefined,
  signal: AbortSignal,
): Promise<Connection> {
  const addresses = await addressesOf(server.host, dialler);
  const grpc = await import('@grpc/grpc-js');
  const credentials = server.tls ? grpc.credentials.createSsl() : grpc.credentials.createInsecure();
  const open = (address: string): Client => {
    const target = isIP(address) === 6 ? `ipv6:[${address}]` : `ipv4:${address}`;
    return new grpc.Client(`${target}:${server.port}`, credentials, optionsFor(server));
  };
  const isReady = async (client: Client): Promise<boolean> => {
    const channel = client.getChannel();
    const { READY, TRANSIENT_FAILURE, SHUTDOWN } = grpc.connectivityState;
    const deadline = Date.now() + connectTimeout;
    for (;;) {
      const state = channel.getConnectivityState(true);
      if (state === READY) return true;
      if (state === TRANSIENT_FAILURE || state === SHUTDOWN || signal.aborted) return false;
      const changed = new Promise<boolean>((resolve) => {
        signal.addEventListener('abort', () => resolve(false), { once: true });
        channel.watchConnectivityState(state, deadline, (error) => resolve(error === undefined));
      });
      if (!(await changed)) return false;
    }
  };
  const [last = server.host, ...before] = addresses.toReversed();
  for (const address of before.reverse()) {
    const client = open(address);
    if (await isReady(client)) return { client, metadata: new grpc.Metadata() };
    client.close();
  }
  return { client: open(last), metadata: new grpc.Metadata() };
}

async function addressesOf(host: string, dialler: Dialler | undefined): Promise<readonly string[]> {
  if (dialler !== undefined) return dialler.resolve(host);
  const detail = `no stub answers for ${host}: stubs answer HTTP requests`;
  throw WorkflowError.of('communication', 'No stub', detail, 503);
}

function optionsFor({ host, port, tls }: Server) {
  return {
    'grpc.default_authority': port === (tls ? 443 : 80) ? host : `${host}:${port}`,
    ...(tls && isIP(host) === 0 ? { 'grpc.ssl_target_name_override': host } : {}),
    'grpc.primary_user_agent': 'eventctl',
    'grpc.max_receive_message_length': maxResponseBytes,
    'grpc.use_local_subchannel_pool': 1,
    // A proxy of the environment would resolve names for itself, and a service config is asked for by DNS.
    'grpc.enable_http_proxy': 0,
    'grpc.service_config_disable_resolution': 1,
  };
}
