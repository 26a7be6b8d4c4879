export { readFiles } from './files.ts';
export { type LoadedWorkflow, loadDefinitions } from './load.ts';
export { compileStored } from './stored.ts';
