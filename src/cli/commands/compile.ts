import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { Failure } from '../../problem/failure.ts';
import { cacheFolder } from '../cache-folder.ts';
import { EventctlCommand } from '../command.ts';
import { gather, resourceFlags } from '../gather.ts';
import { formatDocument } from '../output/document.ts';

/** `eventctl compile`: the state machine that a workflow becomes. */
export default class Compile extends EventctlCommand {
  static override summary = 'Print the state machine of a workflow';
  static override description =
    `Checks FILE and prints what its workflow compiles into: its states by JSON pointer, where each goes next, and
the events it listens to. A file with several workflows gives a list. Nothing is stored.`;
  static override examples = [
    '<%= config.bin %> compile workflows/hello.yaml',
    '<%= config.bin %> compile order.yaml --catalog catalog -o yaml',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'Workflow file, YAML or JSON' }),
  };
  static override flags = {
    ...resourceFlags,
    catalog: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'DIR',
      description: 'AsyncAPI documents that it uses: a folder or a file',
    }),
    output: Flags.option({
      char: 'o',
      options: ['json', 'yaml'] as const,
      default: 'json' as const,
      description: 'Form of the output',
    })(),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Compile);
    const { loadDefinitions, readFiles } = await import('../../definitions/index.ts');
    const { describe } = await import('../../machine/index.ts');
    const files = await readFiles([args.file, ...(flags.catalog ?? [])]);
    const { workflows, diagnostics } = await loadDefinitions({
      files,
      known: { services: [] },
      ...(await gather(files, flags, process.env)),
      cacheFolder: cacheFolder(process.env),
    });
    if (diagnostics.some(({ severity }) => severity === 'error')) {
      throw new Failure('invalid-definition', 'it does not compile', { diagnostics });
    }
    if (diagnostics.length > 0) {
      const { formatDiagnostics } = await import('../output/diagnostics.ts');
      this.note(await formatDiagnostics(diagnostics));
    }
    const machines = workflows.filter(({ stored }) => stored.file === files[0]?.path);
    const [first, ...more] = machines.map(({ machine }) => describe(machine));
    if (first === undefined) throw new Failure('usage', `there is no workflow in ${args.file}`);
    process.stdout.write(await formatDocument(more.length === 0 ? first : [first, ...more], flags.output));
  }
}
