import * as Args from '@oclif/core/args';
import { Failure } from '../../../problem/failure.ts';
import { connectionFlags, EventctlCommand } from '../../command.ts';
import { findReference, nameOf } from '../../reference.ts';

export default class WorkflowDelete extends EventctlCommand {
  static override summary = 'Delete a version of a workflow';
  static override description = 'Refused while instances of it are live; those that have ended stay.';
  static override examples = ['<%= config.bin %> workflow delete online-store/store-order:1.0.0'];
  static override args = {
    workflow: Args.string({ required: true, description: '[namespace/]name:version' }),
  };
  static override flags = { ...connectionFlags };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(WorkflowDelete);
    const deleted = await this.withClient(flags, async (client) => {
      const { namespace = 'default', name, version } = await findReference(client, args.workflow);
      if (version === undefined) {
        throw new Failure('usage', 'which version is to be deleted?', {
          hint: `write ${args.workflow}:VERSION`,
        });
      }
      const id = { namespace, name, version };
      await client.deleteWorkflow(id);
      return id;
    });
    this.print(`workflow/${nameOf(deleted)} deleted`);
  }
}
