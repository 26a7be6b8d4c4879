export type { CloudEvent } from './cloudevent.ts';
export type { Correlation } from './correlation.ts';
export { compileFilter, type EventFilter, type Subscription, waitKey } from './filter.ts';
export { FilterError } from './filter-error.ts';
export { type FoundKey, SubscriptionIndex } from './subscriptions.ts';
