import type { Stimulus } from '../machine/index.ts';
import type { Lines } from './lines.ts';
import { type TurnOptions, takeTurn } from './turn.ts';
import type { Warm } from './warm.ts';

/*
 * The way of an activity's result into an instance whose state this process has in memory (see warm.ts):
 *
 *   offered ─► in line, with others of the instance ─► advance ─► commit ─┬─ written ──► taken
 *      │                                                                 └─ conflict ─► refused: by the inbox
 *      └─ cold, or the process stops ─► refused
 *
 * One commit forgets the effects and writes what follows from their results: nothing is settled before, and nothing is
 * loaded. What is refused is settled into the inbox, where whoever answers the ring finds it; so an instance that somebody
 * else has advanced meanwhile costs a commit in vain, and loses nothing.
 *
 * Where activity and store answer at once, one turn would follow the other for ever: now and then the event loop has a
 * round in between.
 */

/** Results that one turn takes at the most. */
const maxResults = 256;

/** Turns that are begun in one round of the event loop. */
const maxInARow = 128;

export interface ResultsOptions extends TurnOptions {
  readonly warm: Warm;
  readonly lines: Lines;
  /** Goes on with an instance whose inbox is not empty. */
  readonly goOn: (instance: string) => void;
}

interface Offered {
  readonly key: string;
  readonly stimulus: Stimulus;
  answer(taken: boolean): void;
}

export class Results {
  readonly #options: ResultsOptions;
  readonly #offered = new Map<string, Offered[]>();
  #inARow = 0;
  #stopped = false;

  constructor(options: ResultsOptions) {
    this.#options = options;
  }

  /**
   * Offers the result of an effect that this process holds. True when a turn with it was committed; false when it has to
   * be settled. It never rejects.
   */
  offer(instance: string, key: string, stimulus: Stimulus): Promise<boolean> {
    if (this.#stopped || this.#options.warm.find(instance) === undefined) return Promise.resolve(false);
    return new Promise((answer) => {
      const offered = this.#offered.get(instance);
      if (offered !== undefined) {
        offered.push({ key, stimulus, answer });
        return;
      }
      this.#offered.set(instance, [{ key, stimulus, answer }]);
      void this.#options.lines.enter(instance, () => this.#takeAll(instance));
    });
  }

  /** Further results are left to other processes. */
  stop(): void {
    this.#stopped = true;
  }

  /** The next round of the event loop, to be waited for where this one has begun enough. */
  #round(): Promise<unknown> | undefined {
    if (this.#inARow === 0) {
      setImmediate(() => {
        this.#inARow = 0;
      });
    }
    this.#inARow += 1;
    return this.#inARow > maxInARow ? new Promise((resolve) => setImmediate(resolve)) : undefined;
  }

  async #takeAll(instance: string): Promise<void> {
    // Also where there is nothing to wait for: results that come at once are taken together.
    await this.#round();
    const offered = this.#offered.get(instance) ?? [];
    this.#offered.delete(instance);
    let more = false;
    for (let first = 0; first < offered.length; first += maxResults) {
      const part = offered.length <= maxResults ? offered : offered.slice(first, first + maxResults);
      const outcome = await this.#take(instance, part);
      for (const { answer } of part) answer(outcome !== 'refused');
      more ||= outcome === 'more';
    }
    if (more) this.#options.goOn(instance);
  }

  async #take(instance: string, results: readonly Offered[]): Promise<'done' | 'more' | 'refused'> {
    const { machines, warm } = this.#options;
    const known = warm.find(instance);
    if (known === undefined) return 'refused';
    try {
      const recent = machines.recentRevision();
      const revision = typeof recent === 'string' ? recent : await recent;
      const outcome = await takeTurn(this.#options, { ...known, inbox: [] }, revision, results);
      if (outcome !== 'conflict') return outcome.more ? 'more' : 'done';
    } catch {
      // Written or not, nobody knows; settling finds out. What fails again is told of by the turn over the inbox.
    }
    warm.forget(instance);
    return 'refused';
  }
}
