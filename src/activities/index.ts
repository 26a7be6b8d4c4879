export { type ActivitySettings, createActivities, createTransport } from './activities.ts';
export { loadPlugins, type Plugin } from './plugin/index.ts';
export { type RunKind, readRunKinds, runKinds } from './run/index.ts';
export { readStubs, type Stub } from './stub.ts';
