import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { Client } from '../../client/index.ts';
import type { Json } from '../../json/json.ts';
import type { Instance } from '../../machine/instance.ts';
import { Failure } from '../../problem/failure.ts';
import { connectionFlags, EventctlCommand, outputFlag } from '../command.ts';
import { readJson } from '../input.ts';
import { formatDocument } from '../output/document.ts';
import { instanceDocument } from '../output/instance.ts';
import { describeError } from '../output/log-line.ts';
import { findReference, nameOf } from '../reference.ts';

export default class Start extends EventctlCommand {
  static override summary = 'Start an instance of a workflow';
  static override description =
    `Prints the id of the instance, which is durable then. With --wait it prints the output of the instance instead,
and the exit code tells how it ended: 8 when it faulted or was cancelled, 7 when the time was up.`;
  static override examples = [
    '<%= config.bin %> start hello --input \'{"name":"Ada"}\'',
    '<%= config.bin %> start online-store/store-order:1.0.0 --input @order.json --wait',
  ];
  static override args = {
    workflow: Args.string({
      required: true,
      description: '[namespace/]name[:version]; the highest version by default',
    }),
  };
  static override flags = {
    ...connectionFlags,
    ...outputFlag,
    input: Flags.string({ helpValue: 'JSON|@FILE', description: 'Input of the instance [{}]' }),
    wait: Flags.boolean({ description: 'Wait for its end' }),
    timeout: Flags.integer({
      min: 1,
      dependsOn: ['wait'],
      helpValue: 'SECONDS',
      description: 'Wait no longer than this',
    }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Start);
    const input = flags.input === undefined ? undefined : await readJson(flags.input, '--input');
    await this.withClient(flags, async (client) => {
      const workflow = await findReference(client, args.workflow);
      const started = await client.startInstance({ workflow, ...(input === undefined ? {} : { input }) });
      this.note(`started ${nameOf(started.definition)}`);
      this.noteUnattended(client);
      if (!flags.wait) {
        await this.present(flags.output, instanceDocument(started), () => started.id);
        return;
      }
      const ended = await endOf(client, started.id, flags.timeout);
      const output: Json = ended.output ?? null;
      process.stdout.write(await formatDocument(output, flags.output === 'yaml' ? 'yaml' : 'json'));
    });
  }
}

/** The instance after its end. @throws Failure `timed-out`, or `instance-faulted` unless it completed. */
async function endOf(client: Client, id: string, seconds: number | undefined): Promise<Instance> {
  const signal = seconds === undefined ? undefined : AbortSignal.timeout(seconds * 1000);
  for await (const _ of client.logs({
    instance: id,
    follow: true,
    ...(signal === undefined ? {} : { signal }),
  }));
  const instance = await client.showInstance(id);
  if (instance.status === 'completed') return instance;
  if (instance.endedAt === undefined) {
    throw new Failure('timed-out', `instance ${id} is ${instance.status} after ${seconds} s`, {
      hint: `it goes on: eventctl logs ${id} -f`,
    });
  }
  const { error, status } = instance;
  const task = error?.instance === undefined || error.instance === '' ? '' : ` at ${error.instance}`;
  const why = error === undefined ? '' : `: ${describeError(error)}`;
  throw new Failure('instance-faulted', `instance ${id} ${status}${task}${why}`);
}
