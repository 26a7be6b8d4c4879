import type { RecordedEntry } from '../../backend/backend.ts';
import { isObject, type JsonObject } from '../../json/json.ts';
import type { Instance } from '../../machine/instance.ts';

export type TaskStatus = 'running' | 'waiting' | 'completed' | 'faulted' | 'cancelled' | 'skipped';

/** What a log tells of one task, all its activations together. */
export interface TaskState {
  /** JSON pointer of the task. */
  readonly task: string;
  readonly name: string;
  /** Of the last activation. */
  readonly status: TaskStatus;
  /** How often it began. */
  readonly starts: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Detail of its last `task.waiting` or `task.retried` entry, while it waits. */
  readonly waiting?: JsonObject;
}

const statuses: Partial<Readonly<Record<RecordedEntry['type'], TaskStatus>>> = {
  'task.started': 'running',
  'task.waiting': 'waiting',
  'task.retried': 'waiting',
  'task.completed': 'completed',
  'task.faulted': 'faulted',
  'task.cancelled': 'cancelled',
  'task.skipped': 'skipped',
};

/** The tasks that a log speaks of, in the order of their first start. */
export function tasksOf(entries: Iterable<RecordedEntry>): readonly TaskState[] {
  const tasks = new Map<string, TaskState>();
  for (const entry of entries) {
    const status = statuses[entry.type];
    if (status === undefined || entry.task === undefined) continue;
    tasks.set(entry.task, next(tasks.get(entry.task), entry, entry.task, status));
  }
  return [...tasks.values()];
}

function next(
  before: TaskState | undefined,
  entry: RecordedEntry,
  task: string,
  status: TaskStatus,
): TaskState {
  const started = entry.type === 'task.started';
  const startedAt = started ? entry.time : before?.startedAt;
  const ended = status !== 'running' && status !== 'waiting';
  return {
    task,
    name: entry.name ?? before?.name ?? task,
    status,
    starts: (before?.starts ?? 0) + (started ? 1 : 0),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(ended ? { endedAt: entry.time } : {}),
    ...(status === 'waiting' && entry.detail !== undefined ? { waiting: entry.detail } : {}),
  };
}

/** A live activation that waits, or works. */
export interface LiveTask {
  readonly task: string;
  readonly name: string;
  readonly since: number;
  /** What it waits for, as its `task.waiting` entry says; absent while an activity runs. */
  readonly for?: JsonObject;
  /** Correlation values that the awaited events must carry, one object for each filter. */
  readonly expected: readonly JsonObject[];
  /** Timers by purpose (`timeout`, `wait`, `retry`…), in epoch milliseconds. */
  readonly timers: Readonly<Record<string, number>>;
}

/** The leaves of an instance's position: what it is doing, or waiting for, right now. */
export function liveTasks(instance: Instance, tasks: readonly TaskState[]): readonly LiveTask[] {
  const frames = Object.values(instance.frames);
  const parents = new Set(frames.map(({ parent }) => parent));
  return frames
    .filter((frame) => !parents.has(frame.id) && frame.parent !== null)
    .map((frame) => {
      // A task with extensions around it has a place of its own inside of theirs.
      const pointer = frame.task.replace(/~extended$/, '');
      const state = tasks.find(({ task }) => task === pointer);
      return {
        task: pointer,
        name: state?.name ?? pointer,
        since: frame.startedAt,
        ...(state?.waiting === undefined ? {} : { for: state.waiting }),
        expected: expectedBy(state?.waiting),
        timers: frame.timers ?? {},
      };
    });
}

/** A `listen` writes the evaluated values of `expect` into its log entry, one object for each filter. */
function expectedBy(waiting: JsonObject | undefined): readonly JsonObject[] {
  const expected = waiting?.['expected'];
  return Array.isArray(expected) ? expected.map((values) => (isObject(values) ? values : {})) : [];
}
