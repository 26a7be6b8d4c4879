export { readCachedService } from './cache.ts';
export { findServices, resolveOperation } from './lookup.ts';
export type { OperationReference, Service } from './model.ts';
export { isSecure } from './protocol.ts';
export { type ReadService, readService } from './read.ts';
