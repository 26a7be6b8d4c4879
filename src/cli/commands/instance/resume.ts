import * as Args from '@oclif/core/args';
import { connectionFlags, EventctlCommand } from '../../command.ts';
import { findInstance } from '../../reference.ts';

export default class InstanceResume extends EventctlCommand {
  static override summary = 'Let a suspended instance go on';
  static override description =
    'Its timers run again for the time that was left, and what happened meanwhile happens now, in order.';
  static override examples = ['<%= config.bin %> instance resume 06f3k'];
  static override args = {
    id: Args.string({ required: true, description: 'Id of the instance, or how it begins' }),
  };
  static override flags = connectionFlags;

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(InstanceResume);
    const id = await this.withClient(flags, async (client) => {
      const found = await findInstance(client, args.id);
      await client.resumeInstance(found);
      return found;
    });
    this.print(`instance/${id} resuming`);
  }
}
