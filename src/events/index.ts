export type { CloudEvent } from './cloudevent.ts';
export { decodeHttp, encodeHttp, type HttpMessage } from './codec.ts';
export type { Correlation } from './correlation.ts';
export { compileFilter, type EventFilter, type Subscription, waitKey } from './filter.ts';
export { FilterError } from './filter-error.ts';
export { maxEventBytes } from './limits.ts';
export { newCloudEvent, parseCloudEvent } from './parse.ts';
export { type FoundKey, SubscriptionIndex } from './subscriptions.ts';
