export type { PrivateAccess } from './http/address.ts';
export { createHttpActivity } from './http/http.ts';
export { createStubActivity, readStubs, type Stub } from './stub.ts';
