import type { DefinitionId } from '../dsl/workflow.ts';
import type { Listening, Work } from './backend.ts';

/**
 * The doorbell of a store that lives in one process, and what each process of a shared store answers. Each instance is
 * in one state:
 *
 *     idle ──ring──► queued ──free slot──► answering ──ends──► idle
 *                                             │ ring
 *                                             ▼
 *                                      answering again ──ends──► queued
 *
 * A ring while the answer runs is kept, since the answer may have looked before the ring's cause was written.
 * Nothing is queued while nobody listens: `listen` is given what waits by then. Answers start from `setImmediate`,
 * never inside the call that rang, unless `serve` says that they may. A rejected answer counts as ended; a later sweep
 * rings again.
 *
 * Free slots go round the workflows that have something queued, and within one to the instance that has waited longest:
 * a burst of one workflow keeps no other waiting. Rings without a workflow count as those of one more.
 */
export interface DoorbellQueue {
  ring(instance: string, about?: RingAbout): void;
  /** Begins now what there are slots for: no caller's call has rung, so none is kept waiting. */
  serve(): void;
  /** True while an answer runs: who rings only because of old entries can leave it alone. */
  isAnswering(instance: string): boolean;
  /** How many wait for a slot. */
  readonly waiting: number;
  /** How many wait for a slot or have one. */
  readonly busy: number;
  /** @throws Error when somebody listens already. */
  listen(listener: {
    readonly concurrency: number;
    readonly answer: (instance: string, work?: Work) => Promise<void>;
    readonly waiting: Iterable<string>;
    /** Called when an answer has ended, however it did, and its slot is free. */
    readonly ended?: () => void;
  }): Queueing;
  stop(): Promise<void>;
}

/** What is known about an instance that is rung for. */
export interface RingAbout {
  /** Any name that all its instances share. */
  readonly workflow?: string;
  /** What was loaded of it: handed to the answer, unless that has to wait for another one. */
  readonly work?: Work;
}

/** The name under which instances of one workflow, of any version, are queued together. */
export function ringName({ namespace, name }: Omit<DefinitionId, 'version'>): string {
  return `${namespace}/${name}`;
}

export interface Queueing extends Listening {
  /** As `stop`; returns who was rung for and is not answered. */
  leave(): readonly string[];
}

export function createDoorbellQueue(): DoorbellQueue {
  let answer: ((instance: string, work?: Work) => Promise<void>) | undefined;
  let ended: (() => void) | undefined;
  let concurrency = 0;
  let scheduled = false;
  const queue = new FairQueue();
  const again = new Map<string, string | undefined>();
  const answering = new Map<string, Promise<void>>();

  function ring(instance: string, about: RingAbout = {}): void {
    if (answer === undefined) return;
    if (answering.has(instance)) again.set(instance, about.workflow);
    else queue.add(instance, about);
    schedule();
  }

  function schedule(): void {
    if (scheduled || queue.size === 0) return;
    scheduled = true;
    setImmediate(drain);
  }

  function drain(): void {
    scheduled = false;
    while (answer !== undefined && answering.size < concurrency) {
      const next = queue.take();
      if (next === undefined) return;
      answering.set(next.instance, run(next, answer));
    }
  }

  async function run({ instance, work }: Queued, call: NonNullable<typeof answer>): Promise<void> {
    // Without this step a synchronous answer would end before it is on record as running.
    await Promise.resolve();
    try {
      await (work === undefined ? call(instance) : call(instance, work));
    } catch {
      // The entries are still in the inbox, so the next sweep rings again.
    } finally {
      answering.delete(instance);
      if (again.has(instance)) {
        queue.add(instance, about(again.get(instance)));
        again.delete(instance);
      }
      schedule();
      ended?.();
    }
  }

  function leave(): readonly string[] {
    answer = undefined;
    const left = [...queue.clear(), ...again.keys()];
    again.clear();
    return left;
  }

  async function stop(): Promise<void> {
    leave();
    await Promise.all(answering.values());
  }

  return {
    ring,
    serve: drain,
    isAnswering: (instance) => answering.has(instance),
    get waiting() {
      return queue.size;
    },
    get busy() {
      return queue.size + answering.size;
    },
    listen(listener) {
      if (answer !== undefined) throw new Error('The doorbell of this store has a listener already');
      answer = listener.answer;
      concurrency = listener.concurrency;
      ended = listener.ended;
      for (const instance of listener.waiting) ring(instance);
      return { stop, leave };
    },
    stop,
  };
}

function about(workflow: string | undefined): RingAbout {
  return workflow === undefined ? {} : { workflow };
}

interface Queued {
  readonly instance: string;
  readonly work?: Work;
}

/** Instances by workflow; workflows in the order in which they are served next. */
class FairQueue {
  readonly #lists = new Map<string | undefined, Map<string, Queued>>();
  readonly #workflows = new Map<string, string | undefined>();

  get size(): number {
    return this.#workflows.size;
  }

  /** One that is queued already keeps its place; what was loaded later counts. */
  add(instance: string, { workflow, work }: RingAbout): void {
    const known = this.#workflows.has(instance);
    const place = known ? this.#workflows.get(instance) : workflow;
    const list = this.#lists.get(place) ?? new Map<string, Queued>();
    if (known && work === undefined) return;
    this.#lists.set(place, list.set(instance, work === undefined ? { instance } : { instance, work }));
    this.#workflows.set(instance, place);
  }

  take(): Queued | undefined {
    for (const [workflow, list] of this.#lists) {
      this.#lists.delete(workflow);
      for (const [instance, queued] of list) {
        list.delete(instance);
        if (list.size > 0) this.#lists.set(workflow, list);
        this.#workflows.delete(instance);
        return queued;
      }
    }
    return undefined;
  }

  clear(): readonly string[] {
    const left = [...this.#workflows.keys()];
    this.#lists.clear();
    this.#workflows.clear();
    return left;
  }
}
