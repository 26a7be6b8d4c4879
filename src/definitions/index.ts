export { readFiles } from './files.ts';
export { gatherResources } from './gather.ts';
export { type LoadedWorkflow, loadDefinitions } from './load.ts';
export type { GatheredResource } from './pin.ts';
export { readDefinitions } from './read.ts';
export { compileStored } from './stored.ts';
