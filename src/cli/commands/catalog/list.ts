import { connectionFlags, EventctlCommand, outputFlag } from '../../command.ts';
import { plain } from '../../output/colour.ts';
import { serviceDocument } from '../../output/service.ts';
import { formatTable } from '../../output/table.ts';

export default class CatalogList extends EventctlCommand {
  static override summary = 'List the services of the catalog';
  static override examples = ['<%= config.bin %> catalog list', '<%= config.bin %> catalog list -o json'];
  static override flags = { ...connectionFlags, ...outputFlag };

  override async run(): Promise<void> {
    const { flags } = await this.parse(CatalogList);
    const services = await this.withClient(flags, (client) => client.listServices());
    await this.present(flags.output, services.map(serviceDocument), () =>
      formatTable(
        services,
        [
          { title: 'service', cell: ({ title }) => plain(title) },
          { title: 'version', cell: ({ version }) => plain(version) },
          { title: 'file', cell: ({ file }) => plain(file) },
          { title: 'asyncapi', cell: ({ asyncapi }) => plain(asyncapi) },
          { title: 'channels', cell: ({ channels }) => String(channels.length) },
          { title: 'operations', cell: ({ operations }) => String(operations.length) },
        ],
        this.paint(),
      ),
    );
    if (services.length === 0) this.note('no services; eventctl apply takes AsyncAPI documents');
  }
}
