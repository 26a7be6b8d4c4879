import * as Flags from '@oclif/core/flags';
import { EventctlCommand } from '../command.ts';
import { formatDocument } from '../output/document.ts';

/** `eventctl schema`: the language as a JSON Schema. */
export default class Schema extends EventctlCommand {
  static override summary = 'Print the JSON Schema of workflow files';
  static override description =
    `The schema (2020-12) is what an editor needs to complete and check workflows. It accepts what apply accepts, but
for what no schema can say: names that are referred to, expressions, and the catalog.`;
  static override examples = [
    '<%= config.bin %> schema > workflow.schema.json',
    '<%= config.bin %> schema -o yaml',
  ];
  static override flags = {
    output: Flags.option({
      char: 'o',
      options: ['json', 'yaml'] as const,
      default: 'json' as const,
      description: 'Form of the output',
    })(),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Schema);
    const { editorSchema } = await import('../../dsl/index.ts');
    process.stdout.write(await formatDocument(editorSchema(), flags.output));
  }
}
