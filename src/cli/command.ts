import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type { Client } from '../client/client.ts';
import type { Json } from '../json/json.ts';
import { createPaint, type Paint, wantsColour } from './output/colour.ts';
import { type Format, formatDocument } from './output/document.ts';

/** Where a command finds eventctl; every verb that asks or changes something takes these. */
export const connectionFlags = {
  store: Flags.string({
    helpGroup: 'GLOBAL',
    helpValue: 'URL',
    description:
      'Store: sqlite:PATH or redis://HOST:PORT [env: EVENTCTL_STORE; sqlite:.eventctl/eventctl.db]',
  }),
  server: Flags.string({
    helpGroup: 'GLOBAL',
    helpValue: 'URL',
    description:
      'Ask a running server instead of a store, for example http://127.0.0.1:8585 [env: EVENTCTL_SERVER]',
  }),
  token: Flags.string({
    helpGroup: 'GLOBAL',
    helpValue: 'TOKEN',
    description: 'Token of the server [env: EVENTCTL_TOKEN]',
  }),
};

/** `-o`, for every verb that reads. */
export const outputFlag = {
  output: Flags.option({
    char: 'o',
    options: ['table', 'json', 'yaml'] as const,
    default: 'table' as const,
    description: 'Form of the output; json and yaml are the stable ones',
  })(),
};

export interface ConnectionChoice {
  readonly store?: string | undefined;
  readonly server?: string | undefined;
  readonly token?: string | undefined;
}

/**
 * What all commands share: the flags `--debug` and `--no-color`, and the ways to a client and to stdout.
 * A command throws what goes wrong; `main` turns it into a message on stderr and an exit code.
 */
export abstract class EventctlCommand extends Command {
  static override baseFlags = {
    debug: Flags.boolean({ helpGroup: 'GLOBAL', description: 'Show the stack trace of an error' }),
    'no-color': Flags.boolean({ helpGroup: 'GLOBAL', description: 'No colour, also on a terminal' }),
  };

  /** Opens a client, and closes it whatever happens. A store that is not there is made only where the verb `makes` it. */
  protected async withClient<Result>(
    choice: ConnectionChoice,
    use: (client: Client) => Promise<Result>,
    { makes = false }: { readonly makes?: boolean } = {},
  ): Promise<Result> {
    const { connect } = await import('./connection.ts');
    const client = await connect(choice, process.env, (text) => this.note(text), !makes);
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  }

  /** Says so on stderr where what was asked for will wait until somebody runs the store. */
  protected noteUnattended(client: Client): void {
    if (!client.attended) this.note(`no process works on ${client.description} now; eventctl dev does`);
  }

  /** Colours for stdout. */
  protected paint(): Paint {
    return this.paintFor(process.stdout);
  }

  protected paintFor(stream: { readonly isTTY?: boolean }): Paint {
    const refused = this.argv.includes('--no-color');
    return createPaint(wantsColour({ stream, environment: process.env, refused }));
  }

  /** Data: a line on stdout. Nothing for an empty text. */
  protected print(text: string): void {
    if (text !== '') process.stdout.write(`${text}\n`);
  }

  /** Everything that is not data: a line on stderr. */
  protected note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Writes a result in the form asked for; `table` is made only when it is wanted. */
  protected async present(format: Format, value: Json, table: () => string): Promise<void> {
    if (format === 'table') this.print(table());
    else process.stdout.write(await formatDocument(value, format));
  }
}
