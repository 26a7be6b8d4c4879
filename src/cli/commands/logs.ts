import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { connectionFlags, EventctlCommand, outputFlag } from '../command.ts';
import { untilInterrupted } from '../interrupt.ts';
import { formatItem } from '../output/document.ts';
import { entryDocument, formatLogLine } from '../output/log-line.ts';
import { findInstance } from '../reference.ts';

export default class Logs extends EventctlCommand {
  static override summary = 'Show what happened in an instance';
  static override description =
    `Each task's start, end, wait, retry, matched event and error, with its time. With -o json an entry is a line of JSON.`;
  static override examples = [
    '<%= config.bin %> logs 06f3k -f',
    '<%= config.bin %> logs 06f3k -o json | jq .type',
  ];
  static override args = {
    id: Args.string({ required: true, description: 'Id of the instance, or how it begins' }),
  };
  static override flags = {
    ...connectionFlags,
    ...outputFlag,
    follow: Flags.boolean({ char: 'f', description: 'Go on until the instance ends' }),
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Logs);
    const paint = this.paint();
    await this.withClient(flags, (client) =>
      untilInterrupted(async (signal) => {
        const instance = await findInstance(client, args.id);
        if (flags.follow) this.noteUnattended(client);
        for await (const entry of client.logs({ instance, follow: flags.follow, signal })) {
          if (flags.output === 'table') this.print(formatLogLine(entry, paint));
          else process.stdout.write(await formatItem(entryDocument(entry), flags.output));
        }
      }),
    );
  }
}
