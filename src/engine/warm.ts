import type { Instance } from '../machine/index.ts';

/** An instance as it was committed last, as far as this process knows. */
export interface Committed {
  readonly instance: Instance;
  readonly version: number;
}

/**
 * The state of the instances of which this process holds activities, so that a result need not be looked up:
 *
 *   cold ─an activity is held─► held ─a turn is committed here─► warm ─the last one is released─► cold
 *                                ▲                                │  ▲
 *                                └─ another process was faster ───┘  └─ further turns here
 *
 * So it is no larger than the activities that run or queue here, and an instance that waits has no part in it.
 */
export class Warm {
  readonly #held = new Map<string, { readonly keys: Set<string>; known: Committed | undefined }>();

  /** This process holds an activity from now on. */
  hold(instance: string, key: string): void {
    const held = this.#held.get(instance);
    if (held === undefined) this.#held.set(instance, { keys: new Set([key]), known: undefined });
    else held.keys.add(key);
  }

  /** It holds it no longer. */
  release(instance: string, key: string): void {
    const held = this.#held.get(instance);
    if (held === undefined) return;
    held.keys.delete(key);
    if (held.keys.size === 0) this.#held.delete(instance);
  }

  /** A turn was committed here. */
  committed(known: Committed): void {
    const held = this.#held.get(known.instance.id);
    if (held !== undefined) held.known = known;
  }

  /** What is known of it turned out to be old. */
  forget(instance: string): void {
    const held = this.#held.get(instance);
    if (held !== undefined) held.known = undefined;
  }

  find(instance: string): Committed | undefined {
    return this.#held.get(instance)?.known;
  }

  /** How many instances it has the state of. */
  get size(): number {
    return [...this.#held.values()].filter(({ known }) => known !== undefined).length;
  }
}
