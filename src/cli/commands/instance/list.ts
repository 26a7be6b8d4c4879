import * as Flags from '@oclif/core/flags';
import { instanceStatuses } from '../../../machine/instance.ts';
import { formatDuration } from '../../../time/index.ts';
import { connectionFlags, EventctlCommand, outputFlag } from '../../command.ts';
import { plain } from '../../output/colour.ts';
import { instanceDocument } from '../../output/instance.ts';
import { formatStatus } from '../../output/status.ts';
import { formatTable } from '../../output/table.ts';
import { formatTime } from '../../output/time.ts';
import { nameOf, parseReference } from '../../reference.ts';

export default class InstanceList extends EventctlCommand {
  static override summary = 'List instances, newest first';
  static override examples = [
    '<%= config.bin %> instance list --status waiting',
    '<%= config.bin %> instance list --workflow online-store/store-order -o json',
  ];
  static override flags = {
    ...connectionFlags,
    ...outputFlag,
    status: Flags.option({ options: instanceStatuses, description: 'Only instances in this status' })(),
    workflow: Flags.string({
      helpValue: '[NS/]NAME[:VERSION]',
      description: 'Only instances of this workflow',
    }),
    limit: Flags.integer({ default: 50, min: 1, max: 10_000, description: 'At most so many' }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(InstanceList);
    const instances = await this.withClient(flags, (client) =>
      client.listInstances({
        limit: flags.limit,
        ...(flags.status === undefined ? {} : { status: flags.status }),
        ...(flags.workflow === undefined ? {} : { workflow: parseReference(flags.workflow) }),
      }),
    );
    const paint = this.paint();
    await this.present(flags.output, instances.map(instanceDocument), () =>
      formatTable(
        instances,
        [
          { title: 'id', cell: ({ id }) => id },
          { title: 'workflow', cell: ({ definition }) => plain(nameOf(definition)) },
          { title: 'status', cell: ({ status }) => formatStatus(status, paint) },
          { title: 'started', cell: ({ startedAt }) => formatTime(startedAt) },
          {
            title: 'took',
            cell: ({ startedAt, endedAt }) =>
              endedAt === undefined ? '' : formatDuration(endedAt - startedAt),
          },
        ],
        paint,
      ),
    );
    if (instances.length === 0) this.note('no instances');
  }
}
