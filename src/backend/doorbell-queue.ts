import type { Listening } from './backend.ts';

/**
 * The doorbell of a store that lives in one process. Each instance is in one state:
 *
 *     idle ──ring──► queued ──free slot──► answering ──ends──► idle
 *                                             │ ring
 *                                             ▼
 *                                      answering again ──ends──► queued
 *
 * A ring while the answer runs is kept, since the answer may have looked before the ring's cause was written.
 * Nothing is queued while nobody listens: `listen` is given what waits by then. Answers start from `setImmediate`,
 * never inside the call that rang. A rejected answer counts as ended; a later sweep rings again.
 */
export interface DoorbellQueue {
  ring(instance: string): void;
  /** True while an answer runs: who rings only because of old entries can leave it alone. */
  isAnswering(instance: string): boolean;
  /** @throws Error when somebody listens already. */
  listen(listener: {
    readonly concurrency: number;
    readonly answer: (instance: string) => Promise<void>;
    readonly waiting: Iterable<string>;
  }): Listening;
  stop(): Promise<void>;
}

export function createDoorbellQueue(): DoorbellQueue {
  let answer: ((instance: string) => Promise<void>) | undefined;
  let concurrency = 0;
  let scheduled = false;
  const queued = new Set<string>();
  const again = new Set<string>();
  const answering = new Map<string, Promise<void>>();

  function ring(instance: string): void {
    if (answer === undefined) return;
    if (answering.has(instance)) again.add(instance);
    else queued.add(instance);
    schedule();
  }

  function schedule(): void {
    if (scheduled || queued.size === 0) return;
    scheduled = true;
    setImmediate(drain);
  }

  function drain(): void {
    scheduled = false;
    for (const instance of queued) {
      if (answer === undefined || answering.size >= concurrency) return;
      queued.delete(instance);
      answering.set(instance, run(instance, answer));
    }
  }

  async function run(instance: string, call: (instance: string) => Promise<void>): Promise<void> {
    // Without this step a synchronous answer would end before it is on record as running.
    await Promise.resolve();
    try {
      await call(instance);
    } catch {
      // The entries are still in the inbox, so the next sweep rings again.
    } finally {
      answering.delete(instance);
      if (again.delete(instance)) queued.add(instance);
      schedule();
    }
  }

  async function stop(): Promise<void> {
    answer = undefined;
    queued.clear();
    again.clear();
    await Promise.all(answering.values());
  }

  return {
    ring,
    isAnswering: (instance) => answering.has(instance),
    listen(listener) {
      if (answer !== undefined) throw new Error('The doorbell of this store has a listener already');
      answer = listener.answer;
      concurrency = listener.concurrency;
      for (const instance of listener.waiting) ring(instance);
      return { stop };
    },
    stop,
  };
}
