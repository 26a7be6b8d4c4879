import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { SourceFile } from '../../dsl/index.ts';
import type { CloudEvent } from '../../events/cloudevent.ts';
import type { Json, JsonObject } from '../../json/json.ts';
import { createRedactor } from '../../json/redactor.ts';
import type { Diagnostic } from '../../problem/diagnostic.ts';
import { Failure } from '../../problem/failure.ts';
import type { RunResult } from '../../run/index.ts';
import { cacheFolder } from '../cache-folder.ts';
import { EventctlCommand } from '../command.ts';
import { chooseFunctions, choosePlugins, functionsFlag, pluginFlag } from '../gather.ts';
import { readJson, readText } from '../input.ts';
import { formatDocument } from '../output/document.ts';
import { describeError } from '../output/log-line.ts';
import { privateAccess, privateFlag } from '../private-access.ts';
import { readSecrets } from '../secrets.ts';
import { allowRunChoice, allowRunFlag, secretFlags } from '../service-flags.ts';
import { packageVersion } from '../version.ts';

/** `eventctl run`: one workflow, in this process, on a store in memory. Its output is what goes to stdout. */
export default class Run extends EventctlCommand {
  static override summary = 'Run a workflow in this process and print its output';
  static override description =
    `Runs the first workflow of FILE on a store in memory, without a server. Other workflows of the file can be called by it.
Nothing is kept when it ends.`;
  static override examples = [
    '<%= config.bin %> run workflows/hello.yaml --input \'{"name":"Ada"}\'',
    '<%= config.bin %> run order.yaml --catalog catalog --events events.ndjson --time-skip -o json',
    '<%= config.bin %> run pets.yaml --stub petstore.yaml',
  ];
  static override args = {
    file: Args.string({ required: true, description: 'Workflow file, YAML or JSON' }),
  };
  static override flags = {
    input: Flags.string({ helpValue: 'JSON|@FILE', description: 'Input of the workflow [{}]' }),
    catalog: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'DIR',
      description: 'AsyncAPI documents and further workflows that it uses: a folder or a file',
    }),
    events: Flags.string({
      helpValue: 'FILE',
      description: 'CloudEvents to feed, one in JSON a line, in order, each when something listens for it',
    }),
    stub: Flags.string({
      helpValue: 'FILE',
      description: 'Answers to HTTP calls, in place of the network: a list of {request, response}',
    }),
    'time-skip': Flags.boolean({ description: 'Jump to the next timer whenever nothing else can happen' }),
    ...secretFlags,
    'allow-private': privateFlag('Private addresses that calls may reach'),
    'allow-run': allowRunFlag,
    ...functionsFlag,
    ...pluginFlag,
    timeout: Flags.integer({ min: 1, helpValue: 'SECONDS', description: 'Give up after so many seconds' }),
    output: Flags.option({
      char: 'o',
      options: ['json', 'yaml'] as const,
      description: 'Print the whole outcome in this form: status, output, error, tasks, emitted events',
    })(),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Run);
    const { readFiles } = await import('../../definitions/index.ts');
    const { readEvents, runWorkflow } = await import('../../run/index.ts');
    const { readRunKinds, readStubs } = await import('../../activities/index.ts');
    const events = flags.events === undefined ? [] : readEvents(await readText(flags.events), flags.events);
    const files = await readFiles([args.file, ...(flags.catalog ?? [])]);
    const secrets = await readSecrets(flags, process.env);
    const redactor = createRedactor(secrets);
    const result = await runWorkflow({
      files,
      cacheFolder: cacheFolder(process.env),
      ...(flags.input === undefined ? {} : { input: await readJson(flags.input, '--input') }),
      events,
      ...(flags.stub === undefined ? {} : { stubs: await readStubs(await readText(flags.stub), flags.stub) }),
      secrets,
      runtime: { name: 'eventctl', version: packageVersion() },
      log: ({ level, message, error }) => {
        if (level !== 'info')
          this.note(
            redactor.text(`${level}: ${message}${error instanceof Error ? `: ${error.message}` : ''}`),
          );
      },
      ...chooseFunctions(flags.functions, process.env),
      plugins: await choosePlugins(flags.plugin, process.env),
      timeSkip: flags['time-skip'],
      allowPrivate: privateAccess(flags['allow-private']),
      allowRun: readRunKinds(allowRunChoice(flags['allow-run'], process.env)),
      ...(flags.timeout === undefined ? {} : { timeout: flags.timeout * 1000 }),
    });
    if (result.warnings.length > 0) {
      const { formatDiagnostics } = await import('../output/diagnostics.ts');
      this.note(await formatDiagnostics(result.warnings));
    }
    const { json } = redactor;
    const data = flags.output === undefined ? dataOf(result, json) : outcomeOf(result, json);
    if (data !== undefined) process.stdout.write(await formatDocument(data, flags.output ?? 'json'));
    if (result.unused > 0) this.note(`nothing listened for ${result.unused} of the ${events.length} events`);
    refuse(result, await placeOf(result, files), await causeOf(result, files));
  }
}

/** The output alone; none when there is none. */
function dataOf(result: RunResult, redact: (value: Json) => Json): Json | undefined {
  return result.status === 'completed' ? redact(result.output ?? null) : undefined;
}

/** The contract of `-o json`. */
function outcomeOf(result: RunResult, redact: (value: Json) => Json): JsonObject {
  return {
    instance: result.instance,
    status: result.status,
    output: redact(result.output ?? null),
    error: redact(result.error ?? null),
    tasks: result.tasks.map(({ name, reference, status }) => ({ name, reference, status })),
    emitted: result.emitted.map((event) => redactEvent(event, redact)),
  };
}

function redactEvent(event: CloudEvent, redact: (value: Json) => Json): CloudEvent {
  return event.data === undefined ? event : { ...event, data: redact(event.data) };
}

/** Where the task that the error names stands in the file that is run. */
async function placeOf({ error }: RunResult, [file]: readonly SourceFile[]): Promise<string | undefined> {
  if (error?.instance === undefined || file === undefined) return undefined;
  const { placeOfTask } = await import('../output/task-place.ts');
  return placeOfTask(error.instance, file);
}

/** The expression that failed, where that is what went wrong. */
async function causeOf({ error }: RunResult, [file]: readonly SourceFile[]): Promise<Diagnostic | undefined> {
  if (error === undefined) return undefined;
  const { at, detail } = error;
  if (typeof at !== 'string' || detail === undefined || file === undefined) return undefined;
  const { expressionFailure } = await import('../output/task-place.ts');
  return expressionFailure(at, detail, file);
}

/** @throws Failure unless the workflow completed. */
function refuse(result: RunResult, place: string | undefined, cause: Diagnostic | undefined): void {
  if (result.status === 'completed') return;
  if (result.status === 'faulted') {
    const { error } = result;
    const task = error?.instance === undefined || error.instance === '' ? '' : ` at ${error.instance}`;
    const where = place === undefined ? task : `${task} (${place})`;
    const short = cause === undefined || error === undefined ? error : { ...error, detail: null };
    const why = short === undefined ? '' : `: ${describeError(short)}`;
    throw new Failure(
      'instance-faulted',
      `the workflow faulted${where}${why}`,
      cause === undefined ? {} : { diagnostics: [cause] },
    );
  }
  if (result.status === 'cancelled') throw new Failure('instance-faulted', 'the workflow was cancelled');
  throw new Failure('timed-out', result.stopped ?? 'the workflow did not end');
}
