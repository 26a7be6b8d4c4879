/** Time for everything impure. Pure code is given `now` and never holds one of these. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /**
   * Resolves at `until` (epoch milliseconds), or at once when the signal aborts. `Infinity` waits for the signal. For
   * times that people name: it follows a wall clock that is set, within about a second.
   */
  sleep(until: number, signal: AbortSignal): Promise<void>;
  /**
   * Resolves after so many milliseconds (2³¹ − 1 at the most), or at once when the signal aborts. For intervals: a wall
   * clock that is set changes nothing.
   */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** How long the wall clock is trusted to go on evenly. */
const longestTrust = 1_000;

/** The machine's clock. A sleep keeps the process alive: whoever starts one aborts it when it is done. */
export const realClock: Clock = {
  now: () => Date.now(),
  async sleep(until, signal) {
    while (!signal.aborted && Date.now() < until) {
      await pause(Math.min(until - Date.now(), longestTrust), signal);
    }
  },
  pause,
};

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || milliseconds <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}

interface Sleeper {
  readonly until: number;
  wake(): void;
}

/** A clock that moves only when it is told to: for `run --time-skip`, simulations and tests. */
export class SimulatedClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  sleep(until: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || until <= this.#now) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        until,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', sleeper.wake);
    });
  }

  pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return this.sleep(this.#now + milliseconds, signal);
  }

  /** Moves on to `time` and wakes whoever sleeps until then, the earliest first. Time never goes back. */
  advanceTo(time: number): void {
    this.#now = Math.max(this.#now, time);
    const due = [...this.#sleepers].filter(({ until }) => until <= this.#now);
    for (const sleeper of due.sort((one, other) => one.until - other.until)) sleeper.wake();
  }
}
