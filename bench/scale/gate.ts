import type { Plugin } from '../../src/activities/index.ts';
import { isObject } from '../../src/json/json.ts';

/**
 * A plug-in that holds every call until it is let through, so that a measurement decides which instance takes a step.
 *
 *     called ─► held ─ step ─► returned ─► (a commit) ─► called again
 */
export interface Gate {
  readonly plugin: Plugin;
  /** Lets the instance with this key take so many steps, one after the other; milliseconds of the last one. */
  step(key: string, count: number): Promise<number>;
  /** Lets the instance with this key end. */
  end(key: string): Promise<void>;
  /** Lets all calls through and tells the instances to end. Resolves when none is held any more. */
  open(): Promise<void>;
}

interface Held {
  readonly at: number;
  readonly release: (count: number) => void;
}

export function createGate(): Gate {
  const held = new Map<string, Held>();
  const arrivals = new Map<string, () => void>();

  function arrival(key: string): Promise<Held> {
    const here = held.get(key);
    if (here !== undefined) return Promise.resolve(here);
    return new Promise((resolve) => {
      arrivals.set(key, () => {
        const come = held.get(key);
        if (come !== undefined) resolve(come);
      });
    });
  }

  return {
    plugin: {
      name: 'gate',
      run(input) {
        const key = isObject(input) ? String(input['key']) : '';
        const at = performance.now();
        return new Promise((resolve) => {
          held.set(key, { at, release: (count) => resolve({ key, count }) });
          arrivals.get(key)?.();
          arrivals.delete(key);
        });
      },
    },
    async step(key, count) {
      let time = 0;
      for (let left = count; left > 0; left--) {
        const { release } = await arrival(key);
        held.delete(key);
        const from = performance.now();
        release(1);
        time = (await arrival(key)).at - from;
      }
      return time;
    },
    async end(key) {
      const { release } = await arrival(key);
      held.delete(key);
      release(0);
    },
    async open() {
      for (const { release } of held.values()) release(0);
      held.clear();
    },
  };
}
