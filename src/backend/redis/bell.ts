import { setTimeout as sleep } from 'node:timers/promises';
import type { Doorbell, Listening } from '../backend.ts';
import { createDoorbellQueue } from '../doorbell-queue.ts';
import { type Connection, hangUp } from './connection.ts';
import { inEach } from './in-each.ts';
import { inspectConnection } from './inspect.ts';
import type { Partitions } from './partition.ts';
import type { Bell } from './store.ts';
import { createTurnQueue, startTurnWorkers, type TurnQueue, type TurnWorkers } from './turn-queue.ts';

/**
 * Who answers a ring:
 *
 *     silent ──listen──► listening ──stop──► silent
 *
 * Silent (an ingress, a verb of the command line): rings go to BullMQ, and any worker of any process takes them.
 * Listening: rings of this process go straight to its own queue, without a job; jobs of others come in through BullMQ
 * workers and pass the same queue, which keeps the shared concurrency and never runs an instance twice at once.
 * The mark `pending` in the partition survives both, so a sweep rings again for whatever a dead process had taken.
 */
export interface RedisBell extends Bell, Pick<Doorbell, 'listen'> {
  /** True while this process answers for the instance. */
  isAnswering(instance: string): boolean;
  close(): Promise<void>;
}

/** Jobs that one command adds: Redis serves nobody else meanwhile. */
const ringAtOnce = 500;

/** Milliseconds for which a store that is closed waits for its rings. */
const ringPatience = 2_000;

export function createBell(connection: Connection, partitions: Partitions): RedisBell {
  const queue = createDoorbellQueue();
  /** Rung here and not yet begun: handed over to BullMQ when listening stops. */
  const waiting = new Set<string>();
  /** Jobs of BullMQ that wait for the answer to their instance. */
  const jobs = new Map<string, (() => void)[]>();
  /** Rings for other processes that are under way: nobody waits for them but `close`. */
  const rings = new Set<Promise<void>>();
  let turns: Promise<TurnQueue> | undefined;
  let here = false;
  let listening: Listening | undefined;

  function ring(instances: readonly string[]): void {
    if (instances.length === 0) return;
    if (here) {
      for (const instance of instances) ringHere(instance);
      return;
    }
    const ringing = ringElsewhere(instances)
      // The entries are durable and marked; a sweep rings for them.
      .catch(() => {})
      .finally(() => rings.delete(ringing));
    rings.add(ringing);
  }

  function ringHere(instance: string): void {
    waiting.add(instance);
    queue.ring(instance);
  }

  async function ringElsewhere(instances: readonly string[]): Promise<void> {
    turns ??= createTurnQueue(connection.client);
    const turnQueue = await turns;
    const tags = [...new Set(instances.map(partitions.of))];
    await inEach(tags, async (tag) => {
      const own = instances.filter((id) => partitions.of(id) === tag);
      for (let first = 0; first < own.length; first += ringAtOnce) {
        await turnQueue.add(tag, own.slice(first, first + ringAtOnce));
      }
    });
  }

  /** Resolves when the rings under way have ended, or will not be waited for any longer. */
  async function rung(): Promise<void> {
    const patience = new AbortController();
    const enough = sleep(ringPatience, undefined, { signal: patience.signal }).catch(() => {});
    await Promise.race([Promise.all(rings), enough]);
    patience.abort();
  }

  /**
   * The job ends when its instance was answered, so that BullMQ sees how busy this process is. A job may come late,
   * after somebody took what it was about.
   */
  async function answerJob(instance: string): Promise<void> {
    const inbox = `${partitions.of(instance)}:inbox:${instance}`;
    if ((await connection.ask((client) => client.exists(inbox))) === 0) return;
    await new Promise<void>((resolve) => {
      waiting.add(instance);
      if (!here) return resolve();
      jobs.set(instance, [...(jobs.get(instance) ?? []), resolve]);
      queue.ring(instance);
    });
  }

  function release(instance: string): void {
    const done = jobs.get(instance) ?? [];
    jobs.delete(instance);
    for (const resolve of done) resolve();
  }

  async function stop(local: Listening, workers: TurnWorkers): Promise<void> {
    here = false;
    const running = local.stop();
    for (const instance of waiting) release(instance);
    await Promise.all([running, workers.close()]);
    const left = [...waiting];
    waiting.clear();
    ring(left);
    await rung();
  }

  return {
    ring,
    isAnswering: queue.isAnswering,
    async listen({ concurrency, answer }) {
      const local = queue.listen({
        concurrency,
        waiting: [],
        answer: (instance) => {
          waiting.delete(instance);
          return answer(instance).finally(() => release(instance));
        },
      });
      here = true;
      const client = connection.patient();
      const workers = startTurnWorkers({
        client,
        tags: partitions.tags,
        concurrency,
        answer: answerJob,
      });
      let stopped: Promise<void> | undefined;
      listening = {
        stop() {
          stopped ??= workers.then((running) => stop(local, running)).finally(() => hangUp(client));
          return stopped;
        },
      };
      await workers;
      await warnOfProblems(connection);
      return listening;
    },
    async close() {
      await listening?.stop();
      await rung();
      if (turns !== undefined) await (await turns).close();
    },
  };
}

/** A worker is where it matters that Redis may lose rows, so it says so when it starts. */
async function warnOfProblems(connection: Connection): Promise<void> {
  const { address, problems } = await inspectConnection(connection);
  for (const { level, message, hint } of problems) {
    if (level === 'error') process.emitWarning(`Redis at ${address}: ${message}. ${hint}`, 'EventctlWarning');
  }
}
