import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { connectionFlags, EventctlCommand } from '../../command.ts';
import { findInstance } from '../../reference.ts';

export default class InstanceCancel extends EventctlCommand {
  static override summary = 'Cancel an instance';
  static override description =
    'The request is durable when the command ends; a worker carries it out and aborts what is running.';
  static override examples = ['<%= config.bin %> instance cancel 06f3k --reason "ordered twice"'];
  static override args = {
    id: Args.string({ required: true, description: 'Id of the instance, or how it begins' }),
  };
  static override flags = {
    ...connectionFlags,
    reason: Flags.string({ description: 'Why; shown in its log' }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(InstanceCancel);
    const id = await this.withClient(flags, async (client) => {
      const found = await findInstance(client, args.id);
      await client.cancelInstance({
        id: found,
        ...(flags.reason === undefined ? {} : { reason: flags.reason }),
      });
      return found;
    });
    this.print(`instance/${id} cancelling`);
  }
}
