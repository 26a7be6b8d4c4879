export type { Activity, ActivityContext } from './activity.ts';
export type { PrivateAccess } from './http/address.ts';
export { createHttpActivity, type HttpOptions } from './http/http.ts';
export { createStubActivity, readStubs, type Stub } from './stub.ts';
