export { type ActivitySettings, createActivities } from './activities.ts';
export { readStubs, type Stub } from './stub.ts';
