import type { Job, Queue, Worker } from 'bullmq';
import type { Client } from './connection.ts';

/** Name of the BullMQ queue of each partition; the partition's tag is its prefix. */
const queueName = 'turn';

/** A turn job carries no more than whose turn it is: all else is read from the rows. */
interface TurnData {
  readonly instance: string;
}

/**
 * The BullMQ side of the doorbell. A job means "advance this instance until it waits"; deduplication keeps an instance
 * to one active and one waiting job. Losing a job is a delay and never a loss, so jobs are tried once and not kept.
 */
export interface TurnQueue {
  add(tag: string, instances: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function createTurnQueue(client: Client): Promise<TurnQueue> {
  const bullmq = await import('bullmq');
  const queues = new Map<string, Queue<TurnData>>();

  function queueOf(tag: string): Queue<TurnData> {
    const known = queues.get(tag);
    if (known !== undefined) return known;
    const queue = new bullmq.Queue<TurnData>(queueName, {
      connection: client,
      prefix: tag,
      streams: { events: { maxLen: 100 } },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    });
    // A ring that fails is made good by a sweep.
    queue.on('error', () => {});
    queues.set(tag, queue);
    return queue;
  }

  return {
    async add(tag, instances) {
      const jobs = instances.map((instance) => ({
        name: queueName,
        data: { instance },
        opts: { deduplication: { id: instance, keepLastIfActive: true } },
      }));
      await queueOf(tag).addBulk(jobs);
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

/** One worker per partition. `answer` resolves when the instance was answered. */
export interface TurnWorkers {
  close(): Promise<void>;
}

export async function startTurnWorkers(options: {
  readonly client: Client;
  readonly tags: readonly string[];
  readonly concurrency: number;
  readonly answer: (instance: string) => Promise<void>;
}): Promise<TurnWorkers> {
  const bullmq = await import('bullmq');
  const share = Math.max(1, Math.ceil(options.concurrency / options.tags.length));
  const workers: Worker<TurnData>[] = options.tags.map((tag) => {
    const worker = new bullmq.Worker<TurnData>(
      queueName,
      async ({ data }: Job<TurnData>) => options.answer(data.instance),
      {
        connection: options.client,
        prefix: tag,
        concurrency: share,
        // Recovery after a crash takes about lockDuration + stalledInterval. A stalled turn is simply tried again.
        lockDuration: 2_000,
        stalledInterval: 1_000,
        maxStalledCount: 1_000_000,
        runRetryDelay: 300,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      },
    );
    worker.on('error', () => {});
    return worker;
  });
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  return {
    async close() {
      const away = !isConnected(options.client);
      const closed = Promise.all(workers.map((worker) => worker.close(away)));
      let abandon = (): void => {};
      const lost = new Promise<void>((resolve) => {
        abandon = resolve;
      });
      options.client.once('close', abandon);
      if (away) abandon();
      // Jobs cannot be ended while Redis is away: they are left to be found stalled, by whoever works then.
      await Promise.race([closed, lost]);
      options.client.off('close', abandon);
      for (const worker of workers) worker.disconnect().catch(() => {});
    },
  };
}

/** A cluster calls itself `connect` for a moment before it is `ready`. */
function isConnected({ status }: Client): boolean {
  return status === 'ready' || status === 'connect';
}
