export { readCachedService } from './cache.ts';
export { findService, type ResolvedOperation, resolveOperation } from './lookup.ts';
export type { OperationReference, Service } from './model.ts';
export { payloadProblem } from './payload.ts';
export { type ReadService, readService } from './read.ts';
export type { GivenFile } from './source.ts';
