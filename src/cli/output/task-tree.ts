import { formatDuration } from '../../time/index.ts';
import { type Paint, plain, type Tone } from './colour.ts';
import { describeError } from './log-line.ts';
import type { LiveTask, TaskState, TaskStatus } from './tasks.ts';
import { formatTime } from './time.ts';
import { type Branch, formatTree } from './tree.ts';
import { describeWait } from './wait.ts';

const looks: Readonly<Record<TaskStatus, readonly [symbol: string, tone: Tone]>> = {
  running: ['●', 'busy'],
  waiting: ['◷', 'waiting'],
  completed: ['✔', 'good'],
  faulted: ['✖', 'bad'],
  cancelled: ['⊘', 'quiet'],
  skipped: ['↷', 'quiet'],
};

/** The tasks of an instance as a tree: a task stands below the task that contains it. */
export function formatTaskTree(tasks: readonly TaskState[], live: readonly LiveTask[], paint: Paint): string {
  const owners = new Map(tasks.map((task) => [task.task, ownerOf(task, tasks)]));
  const below = (owner: string | undefined): readonly Branch[] =>
    tasks
      .filter(({ task }) => owners.get(task) === owner)
      .map((task) => ({ label: labelOf(task, live, paint), children: below(task.task) }));
  return formatTree(below(undefined));
}

/** The nearest task whose pointer contains this one's. */
function ownerOf(of: TaskState, tasks: readonly TaskState[]): string | undefined {
  return tasks
    .map(({ task }) => task)
    .filter((task) => of.task.startsWith(`${task}/`))
    .reduce<string | undefined>((best, task) => (task.length > (best?.length ?? 0) ? task : best), undefined);
}

function labelOf(task: TaskState, live: readonly LiveTask[], paint: Paint): string {
  const [symbol, tone] = looks[task.status];
  const took = (task.endedAt ?? 0) - (task.startedAt ?? task.endedAt ?? 0);
  const reasons = live.filter((candidate) => candidate.task === task.task).map(describeLive);
  return [
    paint(tone, `${symbol} ${task.status}`),
    paint('strong', plain(task.name)),
    ...(task.starts > 1 ? [`×${task.starts}`] : []),
    // What took no time of the clock did not wait for anything.
    ...(took > 0 ? [paint('quiet', formatDuration(took))] : []),
    ...reasons.map((reason) => paint('waiting', reason)),
  ].join('  ');
}

/** What a live task waits for, with its deadline: the same words for the tree and for people who ask why. */
export function describeLive(live: LiveTask): string {
  const { attempt, error } = live.for ?? {};
  const what =
    live.for === undefined
      ? ''
      : typeof attempt === 'number'
        ? `for retry ${attempt}${error === undefined ? '' : ` after ${describeError(error)}`}`
        : describeWait(live.for);
  const deadlines = Object.entries(live.timers)
    .filter(([purpose]) => purpose !== 'wait')
    .map(([purpose, at]) => `${plain(purpose)} at ${formatTime(at)}`);
  return [what, ...deadlines].filter((part) => part !== '').join(', ');
}
