import { EventctlCommand, outputFlag } from '../command.ts';
import { packageVersion } from '../version.ts';

export default class Version extends EventctlCommand {
  static override summary = 'Print the version';
  static override examples = ['<%= config.bin %> version', '<%= config.bin %> version -o json'];
  static override flags = { ...outputFlag };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Version);
    const version = packageVersion();
    const platform = `${process.platform}-${process.arch}`;
    await this.present(
      flags.output,
      { version, node: process.versions.node, platform },
      () => `eventctl ${version}`,
    );
  }
}
