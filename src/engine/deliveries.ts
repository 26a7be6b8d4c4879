import type { Inlet } from '../activities/index.ts';
import type { Backend } from '../backend/backend.ts';
import { hasMessageInHand, type Instance } from '../machine/index.ts';
import { WorkflowError } from '../problem/problem.ts';
import type { Clock } from './clock.ts';

/*
 * How the messages of a subscription get into its instance, one at a time:
 *
 *   ready ─deliver─► in the inbox (durable: the broker may be told) ─turn─► in hand ─worked off─► ready
 *                                                                     └─► the task has enough: the signal aborts
 *
 * The turn may be any process's. One of this process tells at once; for one of another the store is asked, now and then.
 */

/** Milliseconds between two looks at an instance that another process may have advanced. */
const lookInterval = 1_000;

export class Deliveries {
  readonly #backend: Backend;
  readonly #clock: Clock;
  /** By instance: who waits for its next turn. */
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(options: { readonly backend: Backend; readonly clock: Clock }) {
    this.#backend = options.backend;
    this.#clock = options.clock;
  }

  /** A turn of an instance was committed here. */
  advanced({ id }: Instance): void {
    for (const wake of this.#waiting.get(id) ?? []) wake();
  }

  /** The way into an instance for the subscription of an effect. */
  inlet(instance: string, effect: string, signal: AbortSignal): Inlet {
    const wanted = async (): Promise<boolean> => {
      const { frames = {} } = (await this.#backend.instances.get(instance)) ?? {};
      return Object.values(frames).some((frame) => frame.effect === effect);
    };
    return {
      deliver: async (id, message) => {
        const stimulus = { kind: 'message' as const, key: effect, id, message };
        const entry = { instance, id: `${effect}#${id}`, stimulus, now: this.#clock.now() };
        const isNew = await this.#backend.instances.push(entry);
        // It is left to the broker: acknowledged, it would be gone.
        if (!isNew && !(await wanted())) throw WorkflowError.of('runtime', 'Nobody waits for the message');
      },
      ready: async () => {
        while (!signal.aborted) {
          const turn = this.#nextTurn(instance, signal);
          if (await this.#isReady(instance, effect)) {
            turn.end();
            return;
          }
          await turn.taken;
        }
        throw WorkflowError.of('runtime', 'Aborted');
      },
      wanted,
    };
  }

  async #isReady(instance: string, effect: string): Promise<boolean> {
    const work = await this.#backend.instances.load(instance);
    if (work === undefined) return false;
    const waits = Object.values(work.instance.frames).some((frame) => frame.effect === effect);
    const unread = work.inbox.some(({ stimulus }) => stimulus.kind === 'message' && stimulus.key === effect);
    return waits && !unread && !hasMessageInHand(work.instance, effect);
  }

  /** Resolves at the next turn, or when it is time for another look. */
  #nextTurn(instance: string, signal: AbortSignal): { readonly taken: Promise<void>; end(): void } {
    const over = new AbortController();
    const end = (): void => over.abort();
    const waiting = this.#waiting.get(instance) ?? new Set();
    this.#waiting.set(instance, waiting.add(end));
    signal.addEventListener('abort', end, { once: true });
    const taken = this.#clock.pause(lookInterval, over.signal).finally(() => {
      signal.removeEventListener('abort', end);
      waiting.delete(end);
      if (waiting.size === 0 && this.#waiting.get(instance) === waiting) this.#waiting.delete(instance);
    });
    return { taken, end };
  }
}
