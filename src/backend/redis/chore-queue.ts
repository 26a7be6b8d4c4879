import type { Client } from './connection.ts';

/** Name of the BullMQ queue; the tag of what belongs to no partition is its prefix. */
const name = 'duty';

/** Id of its one job. */
const jobId = 'chores';

/** What BullMQ logs of its jobs: nobody reads it. */
const eventLog = 10;

/** Milliseconds for which a process that stops waits for its jobs to end. */
const closePatience = 2_000;

/** Milliseconds between two looks for a duty whose holder is gone. Seldom: its chores are seen undone sooner. */
const stalledInterval = 10_000;

/** Seconds for which a worker waits for the duty before it asks again. BullMQ advises against more. */
const longestWait = 10;

/**
 * The BullMQ side of the chores: one job, which is the duty to do them, held by one worker of all processes for as long as
 * that lives:
 *
 *     waiting ─ a worker takes it ─► held ─ its holder stops ─► waiting
 *                                     │
 *                     its holder dies, or cannot keep it ─► found stalled, or offered anew ─► waiting
 *
 * A job a second instead would cost each process and Redis some ten scripts a second, with nothing to do.
 */
export interface ChoreQueue {
  /** Makes the duty anew unless somebody holds it. */
  offer(): Promise<void>;
  /** Hands on what is held, at once. */
  close(): Promise<void>;
}

/** The duty, as its holder has it. */
export interface Duty {
  /** Holds it for another `patience`; false when it has come to an end. */
  keep(): Promise<boolean>;
}

/** BullMQ is loaded here: only a process that takes part in chores pays for it. */
export async function startChoreQueue(options: {
  readonly client: Client;
  readonly tag: string;
  /** Milliseconds after which a duty that is not kept is anybody's. */
  readonly patience: number;
  /** Does the chores; resolves when the process stops, or has lost the duty. */
  readonly hold: (duty: Duty) => Promise<void>;
}): Promise<ChoreQueue> {
  const { client, tag, patience, hold } = options;
  const { Queue, WaitingError, Worker } = await import('bullmq');
  // The check would print its own warnings of versions and settings, once for each queue; `inspect.ts` has ours.
  const connection = { connection: client, prefix: tag, skipVersionCheck: true };
  const worker = new Worker(
    name,
    async (job, token = '') => {
      await hold({ keep: async () => (await job.extendLock(token, patience)) === 1 });
      await job.moveToWait(token);
      throw new WaitingError();
    },
    {
      ...connection,
      concurrency: 1,
      drainDelay: longestWait,
      lockDuration: patience,
      // The holder keeps it together with what else it asks for.
      skipLockRenewal: true,
      stalledInterval,
      maxStalledCount: 1_000_000,
      runRetryDelay: 300,
      removeOnFail: { count: 0 },
    },
  );
  // What fails here is done all the same by whoever finds that it was not done.
  worker.on('error', () => {});
  return {
    async offer() {
      // A new one each time: it also writes its settings anew, should they be lost.
      const queue = new Queue(name, { ...connection, streams: { events: { maxLen: eventLog } } });
      queue.on('error', () => {});
      try {
        // It is left to its holder, but not to one that has not kept it.
        await queue.remove(jobId);
        await queue.add(jobId, {}, { jobId, removeOnFail: true });
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
      const late = setTimeout(abandon, closePatience);
      if (away) abandon();
      // Jobs cannot be ended while Redis is away, and a part of a cluster may be away without a word: they are left to be
      // found stalled, by whoever works then.
      await Promise.race([closed.catch(() => {}), lost]);
      clearTimeout(late);
      client.off('close', abandon);
      worker.disconnect().catch(() => {});
    },
  };
}

/** A cluster calls itself `connect` for a moment before it is `ready`. */
function isConnected({ status }: Client): boolean {
  return status === 'ready' || status === 'connect';
}
