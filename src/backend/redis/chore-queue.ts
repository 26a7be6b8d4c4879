import type { Chore } from '../backend.ts';
import type { Client } from './connection.ts';

/** Name of the BullMQ queue; the tag of what belongs to no partition is its prefix. */
const name = 'chores';

/** What BullMQ logs of its jobs: nobody reads it. */
const eventLog = 10;

/**
 * The BullMQ side of the chores. Each has a job scheduler, whose next job comes to be when the one before begins; one of
 * the workers of all processes takes it. The job of a process that died is found stalled, and given to another.
 */
export interface ChoreQueue {
  /** Makes or repairs the scheduler of a chore; its next job is due at once. */
  schedule(chore: Pick<Chore, 'name' | 'interval'>): Promise<void>;
  close(): Promise<void>;
}

/** BullMQ is loaded here: only a process that takes part in chores pays for it. */
export async function startChoreQueue(options: {
  readonly client: Client;
  readonly tag: string;
  readonly concurrency: number;
  readonly run: (chore: string) => Promise<void>;
}): Promise<ChoreQueue> {
  const { client, tag, concurrency, run } = options;
  const { Queue, Worker } = await import('bullmq');
  const connection = { connection: client, prefix: tag };
  const worker = new Worker(name, async (job) => run(job.name), {
    ...connection,
    concurrency,
    // A job whose process died is given to another, as often as it takes. Nobody waits for that: a chore that is not
    // done is seen sooner. So each worker looks for such jobs seldom, since all of them do.
    lockDuration: 2_000,
    stalledInterval: 5_000,
    maxStalledCount: 1_000_000,
    runRetryDelay: 300,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  });
  // What fails here is done all the same by whoever finds that it was not done.
  worker.on('error', () => {});
  return {
    async schedule(chore) {
      // A new one each time: it also writes its settings anew, should they be lost.
      const queue = new Queue(name, { ...connection, streams: { events: { maxLen: eventLog } } });
      queue.on('error', () => {});
      try {
        // The next job may be due at a time of a machine whose clock was ahead.
        await queue.removeJobScheduler(chore.name);
        await queue.upsertJobScheduler(
          chore.name,
          { every: chore.interval },
          { name: chore.name, opts: { removeOnComplete: true, removeOnFail: true } },
        );
      } finally {
        await queue.close();
      }
    },
    async close() {
      const away = !isConnected(client);
      const closed = worker.close(away);
      let abandon = (): void => {};
      const lost = new Promise<void>((resolve) => {
        abandon = resolve;
      });
      client.once('close', abandon);
      if (away) abandon();
      // Jobs cannot be ended while Redis is away: they are left to be found stalled, by whoever works then.
      await Promise.race([closed.catch(() => {}), lost]);
      client.off('close', abandon);
      worker.disconnect().catch(() => {});
    },
  };
}

/** A cluster calls itself `connect` for a moment before it is `ready`. */
function isConnected({ status }: Client): boolean {
  return status === 'ready' || status === 'connect';
}
