export { readEvents } from './event-file.ts';
export { type RunResult, runWorkflow } from './run.ts';
export type { RunTask } from './tasks.ts';
