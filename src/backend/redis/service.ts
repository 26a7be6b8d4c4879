import type { Cluster } from 'ioredis';

/**
 * Whether a cluster serves:
 *
 *     wait ──► connecting ──► ready ◄──► reconnecting ──► end
 *
 * The client would keep what it is asked before it is ready, for as long as the cluster is away and without a limit.
 * Its own promise of a connection stays open for ever when the cluster answers that it does not serve.
 */
export interface Service {
  /**
   * Resolves when it serves, and begins to connect when it was not asked to before. Throws why it does not, after some
   * attempts that failed.
   */
  ready(): Promise<void>;
  /** What was asked, or why it is not answered: also of what the client would ask once more when the cluster is back. */
  answered<Reply>(asked: Promise<Reply>): Promise<Reply>;
}

export function service(cluster: Cluster, patience: Patience): Service {
  let coming: Promise<void> | undefined;
  const waiting = new Set<(reason: unknown) => void>();

  function isReady(): Promise<void> {
    coming ??= ready(cluster, patience).finally(() => {
      coming = undefined;
    });
    return coming;
  }

  cluster.on('reconnecting', () => {
    if (waiting.size === 0) return;
    isReady().catch((error: unknown) => {
      for (const fail of waiting) fail(error);
    });
  });

  return {
    ready: isReady,
    answered: (asked) =>
      new Promise((resolve, reject) => {
        waiting.add(reject);
        asked.then(resolve, reject).finally(() => waiting.delete(reject));
      }),
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
