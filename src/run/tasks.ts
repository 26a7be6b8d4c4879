import type { HistoryEntry } from '../machine/command.ts';

type TaskStatus = 'running' | 'waiting' | 'completed' | 'faulted' | 'cancelled' | 'skipped';

/** One activation of a task, as a run reports it. */
export interface RunTask {
  readonly name: string;
  /** JSON pointer of the task in its definition. */
  readonly reference: string;
  readonly status: TaskStatus;
}

/**
 * The activations that a history tells of, in order of their start: a task in a loop is there once for each round.
 * Of two activations of one task at the same time (a function called in two branches) the older one ends first.
 */
export function tasksOf(history: readonly HistoryEntry[]): readonly RunTask[] {
  const tasks: ListedTask[] = [];
  const running = new Map<string, ListedTask[]>();
  for (const { type, task: reference, name = '' } of history) {
    const status = statuses[type];
    if (status === undefined || reference === undefined) continue;
    if (status === 'waiting') {
      for (const task of running.get(reference) ?? []) task.status = status;
      continue;
    }
    const open = status === 'running' ? undefined : running.get(reference)?.shift();
    if (open !== undefined) {
      open.status = status;
      continue;
    }
    const task = { name, reference, status };
    tasks.push(task);
    if (status === 'running') running.set(reference, [...(running.get(reference) ?? []), task]);
  }
  return tasks;
}

interface ListedTask {
  readonly name: string;
  readonly reference: string;
  status: TaskStatus;
}

const statuses: Partial<Record<HistoryEntry['type'], TaskStatus>> = {
  'task.started': 'running',
  'task.waiting': 'waiting',
  'task.skipped': 'skipped',
  'task.completed': 'completed',
  'task.faulted': 'faulted',
  'task.cancelled': 'cancelled',
};
