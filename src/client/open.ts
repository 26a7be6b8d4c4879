import { connect } from 'node:net';
import type { Client } from './client.ts';
import { createLocalClient } from './local.ts';
import { createRemoteClient } from './remote.ts';
import { socketPathOf } from './socket.ts';

/**
 * Finds whoever can answer. A server's URL comes first. A store on Redis is opened by everyone; a sqlite store belongs
 * to one process, so its owner is asked where one runs, and the file is opened here where none does.
 * @throws Failure `unreachable`, `usage`.
 */
export async function openClient(where: {
  readonly store: string;
  readonly server?: string;
  readonly token?: string;
}): Promise<Client> {
  const { store, server, token } = where;
  if (server !== undefined)
    return createRemoteClient({ url: server, ...(token === undefined ? {} : { token }) });
  const socketPath = socketPathOf(store);
  if (socketPath !== undefined && (await answers(socketPath))) return createRemoteClient({ socketPath });
  const { openBackend } = await import('../backend/index.ts');
  return createLocalClient({ backend: await openBackend(store) });
}

/** True when a process listens there. A file that a dead process left refuses the connection. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
