import * as Args from '@oclif/core/args';
import type { WorkflowDetail } from '../../../client/index.ts';
import type { JsonObject } from '../../../json/json.ts';
import { connectionFlags, EventctlCommand, outputFlag } from '../../command.ts';
import { type Paint, plain } from '../../output/colour.ts';
import { formatFields } from '../../output/table.ts';
import { formatTime } from '../../output/time.ts';
import { workflowDocument } from '../../output/workflow.ts';
import { findReference, nameOf } from '../../reference.ts';

export default class WorkflowShow extends EventctlCommand {
  static override summary = 'Show a workflow and its definition';
  static override examples = [
    '<%= config.bin %> workflow show online-store/store-order',
    '<%= config.bin %> workflow show store-order:1.0.0 -o json',
  ];
  static override args = {
    workflow: Args.string({
      required: true,
      description: '[namespace/]name[:version]; the highest version by default',
    }),
  };
  static override flags = { ...connectionFlags, ...outputFlag };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WorkflowShow);
    const workflow = await this.withClient(flags, async (client) =>
      client.showWorkflow(await findReference(client, args.workflow)),
    );
    const { schedule, hash, text } = workflow;
    const document = {
      ...workflowDocument(workflow),
      ...(schedule === undefined ? {} : { schedule: scheduleDocument(schedule) }),
      hash,
      text,
    };
    await this.present(flags.output, document, () => formatWorkflow(workflow, this.paint()));
  }
}

function formatWorkflow(workflow: WorkflowDetail, paint: Paint): string {
  const head = formatFields(
    [
      ['workflow', plain(nameOf(workflow))],
      ['title', workflow.title === undefined ? undefined : plain(workflow.title)],
      ['started by', workflow.startedBy.length === 0 ? undefined : plain(workflow.startedBy.join(', '))],
      ['schedule', workflow.schedule === undefined ? undefined : describeSchedule(workflow.schedule)],
      ['file', plain(workflow.file)],
      ['applied', formatTime(workflow.appliedAt)],
      ['hash', workflow.hash],
    ],
    paint,
  );
  const lines = workflow.text.trimEnd().split('\n');
  return `${head}\n\n${lines.map(plain).join('\n')}`;
}

type Schedule = NonNullable<WorkflowDetail['schedule']>;

function scheduleDocument({ next, ...schedule }: Schedule): JsonObject {
  return { ...schedule, ...(next === undefined ? {} : { next: formatTime(next) }) };
}

/** What comes next, and the instance that the schedule is: `logs` tells what it did. */
function describeSchedule({ instance, status, next, collected = 0 }: Schedule): string {
  const parts = [
    ...(status === 'suspended' ? ['suspended'] : []),
    ...(next === undefined ? [] : [`next at ${formatTime(next)}`]),
    ...(collected === 0
      ? []
      : [`${collected} ${collected === 1 ? 'event waits' : 'events wait'} for others`]),
  ];
  return [...parts, `instance ${instance}`].join(', ');
}
