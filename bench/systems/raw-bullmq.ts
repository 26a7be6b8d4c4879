// What a queue without an engine does: three jobs, each added by the one before. Producer and worker are this process.
import { Queue, Worker } from 'bullmq';
import { versionOf } from '../machine.ts';
import { startRedis } from '../redis.ts';
import { withCpu } from './cpu.ts';
import { awaitedLoad } from './load.ts';
import { type Served, serve } from './serve.ts';

/** Jobs that the worker runs at a time. */
const concurrency = 50;
const steps = 3;
const name = 'steps';

await serve('raw BullMQ chain', start);

async function start(): Promise<Served> {
  const redis = await startRedis();
  const connection = { url: redis.url };
  const queue = new Queue(name, { connection, defaultJobOptions: { removeOnComplete: true } });
  const waiting = new Map<number, () => void>();
  let serial = 0;
  const worker = new Worker<{ readonly workflow: number; readonly step: number }>(
    name,
    async ({ data: { workflow, step } }) => {
      if (step < steps) await queue.add('step', { workflow, step: step + 1 });
      return step;
    },
    { connection: { ...connection, maxRetriesPerRequest: null }, concurrency },
  );
  worker.on('completed', ({ data: { workflow, step } }) => {
    if (step === steps) waiting.get(workflow)?.();
  });
  await worker.waitUntilReady();

  const pids = { 'client and worker': [process.pid], redis: [redis.pid] };
  return {
    versions: { redis: redis.version, bullmq: versionOf('bullmq') },
    durability: 'appendonly yes, appendfsync always, auto-aof-rewrite-min-size 1gb',
    async steps({ concurrency: underWay, count }) {
      return withCpu(pids, () =>
        awaitedLoad({
          count,
          concurrency: underWay,
          run: async () => {
            const workflow = serial++;
            const ended = new Promise<void>((resolve) => waiting.set(workflow, resolve));
            await queue.add('step', { workflow, step: 1 });
            await ended;
            waiting.delete(workflow);
          },
        }),
      );
    },
    async stop() {
      await worker.close(true);
      await queue.close();
      await redis.stop();
    },
  };
}
