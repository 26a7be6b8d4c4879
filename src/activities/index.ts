export { type ActivitySettings, createActivities } from './activities.ts';
export { type RunKind, readRunKinds, runKinds } from './run/index.ts';
export { readStubs, type Stub } from './stub.ts';
