import * as Args from '@oclif/core/args';
import { connectionFlags, EventctlCommand, outputFlag } from '../../command.ts';
import { formatService, serviceDetailDocument } from '../../output/service.ts';

export default class CatalogShow extends EventctlCommand {
  static override summary = 'Show a service: servers, operations, messages';
  static override examples = [
    '<%= config.bin %> catalog show order.yaml',
    '<%= config.bin %> catalog show sendOrder -o yaml',
  ];
  static override args = {
    name: Args.string({
      required: true,
      description: 'File name or title of the service, or one of its operations, channels or messages',
    }),
  };
  static override flags = { ...connectionFlags, ...outputFlag };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(CatalogShow);
    const service = await this.withClient(flags, (client) => client.showService(args.name));
    await this.present(flags.output, serviceDetailDocument(service), () =>
      formatService(service, this.paint()),
    );
  }
}
