export { readEvents } from './event-file.ts';
export { type RunRequest, type RunResult, runWorkflow } from './run.ts';
export type { RunTask, TaskStatus } from './tasks.ts';
