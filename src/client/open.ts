import { existsSync } from 'node:fs';
import type { Client } from './client.ts';
import type { Patience } from './patience.ts';
import { socketPathOf } from './socket.ts';
import type { ServerAddress } from './transport.ts';

/** A thousand years. Those who run and serve a store say how long it keeps events; a command lets go of none. */
const asLongAsAnybody = 1_000 * 365 * 24 * 60 * 60 * 1_000;

/**
 * Finds whoever can answer. A server's URL comes first. A store on Redis is opened by everyone; a sqlite store belongs
 * to one process, so its owner is asked where one runs, and the file is opened here where none does. Only the code of
 * the way that is taken is loaded: every command waits for it.
 * @throws Failure `unreachable`, `usage`; `not-found` for a file that is not there and is not to be made.
 */
export async function openClient(where: {
  readonly store: string;
  readonly server?: string;
  readonly token?: string;
  /** A sqlite file that is not there is not made. */
  readonly existing?: boolean;
  /** Told of each wait for a server that has too much to do, in seconds. */
  readonly waiting?: (seconds: number) => void;
}): Promise<Client> {
  const { store, server, token, existing = false, waiting } = where;
  const patience = waiting === undefined ? {} : { waiting };
  if (server !== undefined) {
    return remote({ url: server, ...(token === undefined ? {} : { token }) }, patience);
  }
  const socketPath = socketPathOf(store);
  if (socketPath !== undefined && (await answers(socketPath))) return remote({ socketPath }, patience);
  const { openBackend } = await import('../backend/index.ts');
  const { createLocalClient } = await import('./local.ts');
  const backend = await openBackend(store, { retention: asLongAsAnybody, existing });
  return createLocalClient({ backend, attended: socketPath === undefined });
}

async function remote(address: ServerAddress, patience: Patience): Promise<Client> {
  const { createRemoteClient } = await import('./remote.ts');
  return createRemoteClient(address, patience);
}

/** True when a process listens there. A file that a dead process left refuses the connection. */
async function answers(socketPath: string): Promise<boolean> {
  if (!existsSync(socketPath)) return false;
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
