import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { Failure } from '../../problem/failure.ts';
import { EventctlCommand } from '../command.ts';
import { formatDocument, formatItem } from '../output/document.ts';

/** `eventctl convert`: workflows of DSL 0.8 as workflows of DSL 1.0. */
export default class Convert extends EventctlCommand {
  static override summary = 'Turn a workflow of DSL 0.8 into one of DSL 1.0';
  static override description =
    `Prints what FILE becomes. Notes on stderr say what had to be decided; what has no counterpart is refused with its
place. apply, run, compile and dev convert such files by themselves. Nothing is stored.`;
  static override examples = [
    '<%= config.bin %> convert old.yaml > new.yaml',
    '<%= config.bin %> convert old.json -o json',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'Workflow file, YAML or JSON' }),
  };
  static override flags = {
    output: Flags.option({
      char: 'o',
      options: ['json', 'yaml'] as const,
      default: 'yaml' as const,
      description: 'Form of the output',
    })(),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Convert);
    const { readFiles } = await import('../../definitions/index.ts');
    const { checkWorkflow, parseFile } = await import('../../dsl/index.ts');
    const { convertDocument } = await import('../../convert/index.ts');
    const [file] = await readFiles([args.file]);
    if (file === undefined) throw new Failure('usage', `there is no workflow in ${args.file}`);
    const { documents, diagnostics } = parseFile(file);
    const old = documents.filter(({ kind }) => kind === 'workflow-0.8');
    const converted = old.map((document) => convertDocument(document));
    const results = converted.flatMap(({ document }) => document ?? []);
    const wrong = [
      ...diagnostics,
      ...converted.flatMap((one) => one.diagnostics),
      ...results.flatMap((document) => checkWorkflow(document).diagnostics),
    ];
    for (const { position, message } of converted.flatMap(({ notes }) => notes)) {
      this.note(`${file.path}:${position.line}:${position.column}: note: ${message}`);
    }
    if (wrong.some(({ severity }) => severity === 'error')) {
      throw new Failure('invalid-definition', 'it cannot be converted', { diagnostics: wrong });
    }
    if (results.length === 0) {
      throw new Failure('usage', `there is no workflow of DSL 0.8 in ${args.file}`, {
        hint: "such a workflow has 'id', 'specVersion' and 'states' at its root",
      });
    }
    const form = results.length === 1 ? formatDocument : formatItem;
    for (const { value } of results) process.stdout.write(await form(value, flags.output));
  }
}
