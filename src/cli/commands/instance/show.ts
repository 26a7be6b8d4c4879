import * as Args from '@oclif/core/args';
import type { RecordedEntry } from '../../../backend/backend.ts';
import type { JsonObject } from '../../../json/json.ts';
import type { Instance } from '../../../machine/instance.ts';
import type { Problem } from '../../../problem/problem.ts';
import { formatDuration } from '../../../time/index.ts';
import { connectionFlags, EventctlCommand, outputFlag } from '../../command.ts';
import { type Paint, plain } from '../../output/colour.ts';
import { instanceDocument } from '../../output/instance.ts';
import { describeError } from '../../output/log-line.ts';
import { formatStatus } from '../../output/status.ts';
import { formatFields } from '../../output/table.ts';
import { formatTaskTree } from '../../output/task-tree.ts';
import { type LiveTask, liveTasks, type TaskState, tasksOf } from '../../output/tasks.ts';
import { formatTime } from '../../output/time.ts';
import { findInstance, nameOf } from '../../reference.ts';

export default class InstanceShow extends EventctlCommand {
  static override summary = 'Show an instance: where it stands, and what it waits for';
  static override examples = [
    '<%= config.bin %> instance show 06f3k',
    '<%= config.bin %> instance show 06f3k -o json',
  ];
  static override args = {
    id: Args.string({ required: true, description: 'Id of the instance, or how it begins' }),
  };
  static override flags = { ...connectionFlags, ...outputFlag };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(InstanceShow);
    const { instance, entries } = await this.withClient(flags, async (client) => {
      const id = await findInstance(client, args.id);
      const instance = await client.showInstance(id);
      const entries: RecordedEntry[] = [];
      for await (const entry of client.logs({ instance: id, follow: false })) entries.push(entry);
      return { instance, entries };
    });
    const tasks = tasksOf(entries);
    const live = liveTasks(instance, tasks);
    await this.present(flags.output, documentOf(instance, tasks, live), () =>
      [formatHead(instance, this.paint()), formatTaskTree(tasks, live, this.paint())]
        .filter((part) => part !== '')
        .join('\n\n'),
    );
  }
}

function formatHead(instance: Instance, paint: Paint): string {
  const { id, definition, status, startedAt, endedAt, input, output, error, parent } = instance;
  return formatFields(
    [
      ['instance', id],
      ['workflow', plain(nameOf(definition))],
      ['status', formatStatus(status, paint)],
      ['started', formatTime(startedAt)],
      [
        'ended',
        endedAt === undefined ? undefined : `${formatTime(endedAt)} (${formatDuration(endedAt - startedAt)})`,
      ],
      ['parent', parent?.instance],
      ['input', excerpt(JSON.stringify(input))],
      ['output', output === undefined ? undefined : excerpt(JSON.stringify(output))],
      ['error', error === undefined ? undefined : paint('bad', describeError(error))],
      ['at', placeOf(error)],
    ],
    paint,
  );
}

/** The expression that failed, or the task that did. */
function placeOf(error: Problem | undefined): string | undefined {
  const place = typeof error?.['at'] === 'string' ? error['at'] : error?.instance;
  return place === undefined ? undefined : plain(place);
}

const maxExcerpt = 400;

/** A long value is cut: `-o json` has all of it. */
function excerpt(text: string): string {
  return plain(text.length > maxExcerpt ? `${text.slice(0, maxExcerpt)}…` : text);
}

/** The contract of `-o json`. */
function documentOf(instance: Instance, tasks: readonly TaskState[], live: readonly LiveTask[]): JsonObject {
  const { input, context, output, error, parent } = instance;
  return {
    ...instanceDocument(instance),
    input,
    context,
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(parent === undefined ? {} : { parent: parent.instance }),
    tasks: tasks.map(({ task, name, status, starts, startedAt, endedAt }) => ({
      task,
      name,
      status,
      starts,
      ...(startedAt === undefined ? {} : { startedAt: formatTime(startedAt) }),
      ...(endedAt === undefined ? {} : { endedAt: formatTime(endedAt) }),
    })),
    waits: live.map((wait) => ({
      task: wait.task,
      name: wait.name,
      since: formatTime(wait.since),
      ...(wait.for === undefined ? {} : { for: wait.for }),
      ...(wait.expected.length === 0 ? {} : { expected: wait.expected }),
      timers: Object.fromEntries(
        Object.entries(wait.timers).map(([purpose, at]) => [purpose, formatTime(at)]),
      ),
    })),
  };
}
