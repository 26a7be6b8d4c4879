import * as Args from '@oclif/core/args';
import { connectionFlags, EventctlCommand, outputFlag } from '../command.ts';
import { gather, resourceFlags } from '../gather.ts';

export default class Apply extends EventctlCommand {
  static override summary = 'Check and store workflows and AsyncAPI documents';
  static override description =
    `Takes files and folders (*.yaml, *.yml, *.json below them), any mix of workflows and AsyncAPI documents.
Either all of it is stored or nothing. Schemas, functions and local files that a workflow names are read now and
become part of it. A version of a workflow never changes: raise it to apply other content.`;
  static override examples = ['<%= config.bin %> apply workflows/store-order catalog/'];
  static override strict = false;
  static override args = {
    files: Args.string({ required: true, description: 'Files and folders' }),
  };
  static override flags = { ...connectionFlags, ...outputFlag, ...resourceFlags };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Apply);
    const { readFiles } = await import('../../definitions/index.ts');
    const files = await readFiles(argv.map(String));
    const extras = await gather(files, flags, process.env);
    const report = await this.withClient(flags, (client) => client.apply(files, extras), { makes: true });
    for (const { workflow, uri } of report.pinned) this.note(`pinned ${uri} (${workflow})`);
    if (report.warnings.length > 0) {
      const { formatDiagnostics } = await import('../output/diagnostics.ts');
      this.note(await formatDiagnostics(report.warnings));
    }
    const resources = report.resources.map((resource) => ({ ...resource }));
    await this.present(flags.output, { resources }, () =>
      report.resources.map(({ kind, name, outcome }) => `${kind}/${name} ${outcome}`).join('\n'),
    );
  }
}
