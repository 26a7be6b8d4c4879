import type { CloudEvent } from '../events/cloudevent.ts';
import type { Json, JsonObject } from '../json/json.ts';
import type { Problem } from '../problem/problem.ts';

/**
 * Something that happened to an instance; an entry of its inbox. A stimulus that no frame awaits any more
 * (a late timer, the result of a cancelled activity, a second copy) is ignored by the machine.
 */
export type Stimulus =
  | { readonly kind: 'start' }
  /**
   * An event found under a wait key. `arrival` grows with time within the store. `kept`: it came before the wait, and may
   * have been offered to another one; any other comes once.
   */
  | {
      readonly kind: 'event';
      readonly key: string;
      readonly event: CloudEvent;
      readonly arrival: number;
      readonly kept?: true;
    }
  /** Timer `id` (as the command named it), which was set for `at` (epoch milliseconds), is due. */
  | { readonly kind: 'timer'; readonly id: string; readonly at: number }
  /** An effect ended: an activity, or a child workflow. */
  | { readonly kind: 'completed'; readonly key: string; readonly output: Json }
  | { readonly kind: 'failed'; readonly key: string; readonly error: Problem }
  /** A message of a foreign broker, for the subscription that an effect holds. `id` tells one from another. */
  | { readonly kind: 'message'; readonly key: string; readonly id: string; readonly message: JsonObject }
  | { readonly kind: 'cancel'; readonly reason?: string }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'resume' };

/** What surrounds one advance: the only clock, randomness and outside facts the machine ever sees. */
export interface Surroundings {
  /** Epoch milliseconds. */
  readonly now: number;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly secrets: Readonly<Record<string, Json>>;
  readonly runtime: { readonly name: string; readonly version: string };
  /** Types of lifecycle events that somebody wants; absent for none. */
  readonly lifecycle?: { has(type: string): boolean };
}
