import type { CloudEvent } from './cloudevent.ts';
import type { Subscription } from './filter.ts';

/** A key to look for waits under. */
export interface FoundKey {
  readonly key: string;
  /** Waits that come later may want the event too. */
  readonly keep: boolean;
}

/**
 * Finds the index keys of an event. What it costs grows with the subscriptions of the event's type and with those
 * that name no literal type; never with the number of instances that wait.
 */
export class SubscriptionIndex {
  readonly #byType = new Map<string, Subscription[]>();
  readonly #others: Subscription[] = [];

  constructor(subscriptions: Iterable<Subscription>) {
    const distinct = new Map<string, Subscription>();
    for (const subscription of subscriptions) distinct.set(subscription.id, subscription);
    for (const subscription of distinct.values()) {
      if (subscription.type === undefined) {
        this.#others.push(subscription);
        continue;
      }
      const sameType = this.#byType.get(subscription.type);
      if (sameType === undefined) this.#byType.set(subscription.type, [subscription]);
      else sameType.push(subscription);
    }
  }

  /** The keys of every subscription that the event matches. */
  find(event: CloudEvent, now: number): readonly FoundKey[] {
    const found: FoundKey[] = [];
    for (const candidates of [this.#byType.get(event.type) ?? [], this.#others]) {
      for (const subscription of candidates) {
        if (!subscription.matches(event, now)) continue;
        const key = subscription.key(event, now);
        if (key !== undefined) found.push({ key, keep: subscription.keyed });
      }
    }
    return found;
  }
}
