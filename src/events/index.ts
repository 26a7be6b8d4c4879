export type { CloudEvent } from './cloudevent.ts';
export { decodeHttp } from './codec.ts';
export { correlationText } from './correlation.ts';
export { compileFilter, type EventFilter, type Subscription, waitKey } from './filter.ts';
export { FilterError } from './filter-error.ts';
export { maxEventBytes } from './limits.ts';
export { newCloudEvent, parseCloudEvent } from './parse.ts';
export { SubscriptionIndex } from './subscriptions.ts';
