import type { Cluster } from 'ioredis';

/**
 * Waits until a cluster serves, and begins to connect when it was not asked to before:
 *
 *     wait ──► connecting ──► ready ◄──► reconnecting ──► end
 *
 * The client would keep what it is asked before it is ready, for as long as the cluster is away and without a limit.
 * Its own promise of a connection stays open for ever when the cluster answers that it does not serve.
 * @returns A function that resolves when it serves. It throws why it does not, after some attempts that failed.
 */
export function service(cluster: Cluster, patience: Patience): () => Promise<void> {
  let coming: Promise<void> | undefined;
  return () => {
    coming ??= ready(cluster, patience).finally(() => {
      coming = undefined;
    });
    return coming;
  };
}

interface Patience {
  /** To reach a server and be told that the cluster serves. */
  readonly attempts: number;
  /** Of all attempts together, in milliseconds. */
  readonly time: number;
}

async function ready(cluster: Cluster, { attempts, time }: Patience): Promise<void> {
  if (cluster.status === 'end') throw new Error('Connection is closed.');
  let failures = 0;
  let last: unknown = new Error('CLUSTERDOWN The cluster does not serve');
  await new Promise<void>((resolve, reject) => {
    const heard = (error: unknown): void => {
      last = error instanceof Error && 'lastNodeError' in error ? error.lastNodeError : error;
    };
    const settle = (outcome: () => void) => (): void => {
      clearTimeout(late);
      cluster.off('error', heard).off('reconnecting', again).off('ready', served).off('end', failed);
      outcome();
    };
    const served = settle(resolve);
    const failed = settle(() => reject(last));
    const again = (): void => {
      failures += 1;
      if (failures >= attempts) failed();
    };
    const late = setTimeout(failed, time);
    cluster.on('error', heard).on('reconnecting', again).once('ready', served).once('end', failed);
    if (cluster.status === 'wait') cluster.connect().catch(() => {});
  });
}
