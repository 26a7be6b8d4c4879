import { describe, expect, it } from 'vitest';
import type { EventFilterDefinition } from '../dsl/model.ts';
import type { CloudEvent } from './cloudevent.ts';
import { compileFilter, type Subscription } from './filter.ts';
import { SubscriptionIndex } from './subscriptions.ts';

const paid: CloudEvent = {
  specversion: '1.0',
  id: '1',
  source: '/pay',
  type: 'paid',
  data: { orderNo: 'A-1' },
};

function subscribe(definition: EventFilterDefinition): Subscription {
  return compileFilter(definition, { language: 'jq', variables: [] }).subscription;
}

const correlated = { with: { type: 'paid' }, correlate: { order: { from: '.orderNo', expect: '.orderNo' } } };

describe('SubscriptionIndex', () => {
  it('finds the subscriptions of the type and those without one', () => {
    const byType = subscribe({ with: { type: 'paid' } });
    const bySource = subscribe({ with: { source: '/pay' } });
    const other = subscribe({ with: { type: 'denied' } });
    expect(new SubscriptionIndex([byType, bySource, other]).find(paid, 0)).toEqual([
      { key: byType.id, keep: false },
      { key: bySource.id, keep: false },
    ]);
  });

  it('keeps events for correlated waits', () => {
    const subscription = subscribe(correlated);
    expect(new SubscriptionIndex([subscription]).find(paid, 0)).toEqual([
      { key: subscription.key(paid, 0), keep: true },
    ]);
  });

  it('finds nothing for an event that lacks the correlation value', () => {
    expect(new SubscriptionIndex([subscribe(correlated)]).find({ ...paid, data: {} }, 0)).toEqual([]);
  });

  it('finds one key for filters of the same shape', () => {
    expect(new SubscriptionIndex([subscribe(correlated), subscribe(correlated)]).find(paid, 0)).toHaveLength(
      1,
    );
  });

  it('asks only the subscriptions of the event type', () => {
    let asked = 0;
    const others = Array.from(
      { length: 1_000 },
      (_, index): Subscription => ({
        id: String(index),
        type: `type-${index}`,
        keyed: false,
        matches: () => {
          asked += 1;
          return true;
        },
        key: () => String(index),
      }),
    );
    expect(new SubscriptionIndex(others).find({ ...paid, type: 'type-7' }, 0)).toEqual([
      { key: '7', keep: false },
    ]);
    expect(asked).toBe(1);
  });
});
