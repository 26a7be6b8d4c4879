import { clearAtExit } from './leftovers.ts';

/*
 * A program and everything it starts, as one group:
 *
 *   live ─┬─ end: its first process has ended ─► what it left in the background is killed ─► over
 *         └─ stop ─► asked to end (SIGTERM) ─ 2 s ─► killed (SIGKILL), unless it is over by then
 *
 * A process that leaves the group (setsid) is out of reach.
 */

/** Milliseconds between asking a group to end and killing it. */
const mercy = 2_000;

export class ProcessGroup {
  readonly #id: number;
  readonly #forget: () => void;
  #killing: NodeJS.Timeout | undefined;

  /** @param id the process id of its first process. */
  constructor(id: number) {
    this.#id = id;
    this.#forget = clearAtExit(() => this.#signal('SIGKILL'));
  }

  stop(): void {
    this.#signal('SIGTERM');
    // It does not keep this process from ending: the group is killed then in any case.
    this.#killing = setTimeout(() => this.#signal('SIGKILL'), mercy).unref();
  }

  end(): void {
    this.#signal('SIGKILL');
    clearTimeout(this.#killing);
    this.#forget();
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.#id, signal);
    } catch {
      // The whole group has ended already.
    }
  }
}
