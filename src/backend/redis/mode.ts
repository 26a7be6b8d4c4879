import { Failure } from '../../problem/failure.ts';
import { type Connection, connect } from './connection.ts';
import { text } from './reply.ts';

/*
 * A single server and a cluster are spoken to differently, and each refuses some of what the other one takes. A URL of
 * the wrong kind may even seem to work, where a node of a cluster happens to hold the first slots that are asked for.
 */

/** What a server that is no cluster answers to the client of one. */
const noCluster = /cluster support disabled/;

/** As `connect`. @throws Failure `usage` when who answers is a cluster and the URL names a single server, or the reverse. */
export async function connectFitting(url: string): Promise<Connection> {
  let connection: Connection | undefined;
  try {
    connection = await connect(url);
    await requireSingle(connection);
    return connection;
  } catch (error) {
    await connection?.close();
    throw explainMode(error, url);
  }
}

async function requireSingle({ ask, clustered, label }: Connection): Promise<void> {
  if (clustered) return;
  // A server that refuses the question is left to say by itself what it does not do.
  const info = await ask((client) => client.call('INFO', 'cluster')).then(text, () => '');
  if (/^cluster_enabled:1\b/m.test(info)) throw nodeOfCluster(label);
}

/** An error of a connection that is of the wrong kind, as a Failure that says which one is right; any other as it is. */
export function explainMode(error: unknown, url: string): unknown {
  if (!(error instanceof Error) || !noCluster.test(error.message)) return error;
  const hosts = url.replace(/^redis\+cluster:\/\/(?:[^@/]*@)?/i, '').split(/[,/]/);
  const [first = ''] = hosts;
  return new Failure('usage', `Redis at ${first} is no cluster`, {
    hint: `Use redis://${first}`,
    cause: error,
  });
}

function nodeOfCluster(label: string): Failure {
  const [host = label] = label.split('/');
  return new Failure('usage', `Redis at ${label} is a node of a cluster`, {
    hint: `Use redis+cluster://${host}`,
  });
}
