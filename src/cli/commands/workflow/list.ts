import { connectionFlags, EventctlCommand, outputFlag } from '../../command.ts';
import { plain } from '../../output/colour.ts';
import { formatTable } from '../../output/table.ts';
import { formatTime } from '../../output/time.ts';
import { workflowDocument } from '../../output/workflow.ts';
import { nameOf } from '../../reference.ts';

export default class WorkflowList extends EventctlCommand {
  static override summary = 'List the applied workflows';
  static override examples = ['<%= config.bin %> workflow list', '<%= config.bin %> workflow list -o json'];
  static override flags = { ...connectionFlags, ...outputFlag };

  override async run(): Promise<void> {
    const { flags } = await this.parse(WorkflowList);
    const workflows = await this.withClient(flags, (client) => client.listWorkflows());
    await this.present(flags.output, workflows.map(workflowDocument), () =>
      formatTable(
        workflows,
        [
          { title: 'workflow', cell: (workflow) => plain(nameOf(workflow)) },
          { title: 'title', cell: ({ title }) => plain(title ?? '') },
          { title: 'started by', cell: ({ startedBy }) => plain(startedBy.join(', ')) },
          { title: 'applied', cell: ({ appliedAt }) => formatTime(appliedAt) },
        ],
        this.paint(),
      ),
    );
    if (workflows.length === 0) this.note('no workflows; eventctl apply takes some');
  }
}
