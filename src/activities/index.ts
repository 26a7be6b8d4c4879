export { createActivities, createTransport } from './activities.ts';
export { type Inlet, stop } from './activity.ts';
export { destination } from './destination.ts';
export { loadPlugins, type Plugin } from './plugin/index.ts';
export { inspectProcesses, type RunKind, readRunKinds } from './run/index.ts';
export { readStubs, type Stub } from './stub.ts';
