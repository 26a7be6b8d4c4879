import * as Args from '@oclif/core/args';
import { connectionFlags, EventctlCommand } from '../../command.ts';
import { findInstance } from '../../reference.ts';

export default class InstanceSuspend extends EventctlCommand {
  static override summary = 'Let an instance rest until it is resumed';
  static override description =
    'Its timers stand still, and what happens to it is kept for later. Calls that run go on; their results are kept too.';
  static override examples = ['<%= config.bin %> instance suspend 06f3k'];
  static override args = {
    id: Args.string({ required: true, description: 'Id of the instance, or how it begins' }),
  };
  static override flags = connectionFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(InstanceSuspend);
    const id = await this.withClient(flags, async (client) => {
      const found = await findInstance(client, args.id);
      await client.suspendInstance(found);
      return found;
    });
    this.print(`instance/${id} suspending`);
  }
}
