import { randomUUID } from 'node:crypto';
import * as Flags from '@oclif/core/flags';
import type { Client } from '../../../client/client.ts';
import type { CloudEvent } from '../../../events/index.ts';
import type { Json, JsonObject } from '../../../json/json.ts';
import { Failure } from '../../../problem/failure.ts';
import { connectionFlags, EventctlCommand, outputFlag } from '../../command.ts';
import { readEventFile } from '../../event-file.ts';
import { readJson, readPair } from '../../input.ts';
import { plain } from '../../output/colour.ts';
import type { Format } from '../../output/document.ts';

export default class EventSend extends EventctlCommand {
  static override summary = 'Send a CloudEvent';
  static override description =
    `The event is durable when the command ends. The same source and id again is a duplicate, and changes nothing.`;
  static override examples = [
    '<%= config.bin %> event send --type online.store.newOrder --source store/order --data \'{"orderNo":"A-1"}\'',
    '<%= config.bin %> event send --file event.json',
    '<%= config.bin %> event send --type ping --source me --extension tenant=acme',
  ];
  static override flags = {
    ...connectionFlags,
    ...outputFlag,
    file: Flags.string({
      helpValue: 'FILE',
      description:
        'Structured JSON to send, - for stdin: one event, an array, or one a line; other flags override attributes',
    }),
    type: Flags.string({ description: 'Attribute type' }),
    source: Flags.string({ description: 'Attribute source, a URI reference' }),
    id: Flags.string({ description: 'Attribute id [a new UUID]' }),
    subject: Flags.string({ description: 'Attribute subject' }),
    time: Flags.string({ description: 'Attribute time, RFC 3339 [now]' }),
    data: Flags.string({ helpValue: 'JSON|@FILE', description: 'The data, as JSON' }),
    dataschema: Flags.string({ helpValue: 'URI', description: 'Attribute dataschema' }),
    extension: Flags.string({
      multiple: true,
      helpValue: 'NAME=VALUE',
      description: 'An extension attribute; may be repeated',
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(EventSend);
    const { newCloudEvent } = await import('../../../events/index.ts');
    const { events: given, isList } =
      flags.file === undefined ? { events: [{}], isList: false } : await readEventFile(flags.file);
    if (flags.id !== undefined && given.length > 1) {
      throw new Failure('usage', '--id names one event, and the file has several');
    }
    const attributes = await attributesOf(flags);
    const events = given.map((event) => {
      const { type, source, ...others } = { ...event, ...attributes };
      if (typeof type !== 'string' || typeof source !== 'string') {
        throw new Failure('usage', 'an event needs --type and --source', { hint: 'or --file with an event' });
      }
      return asked(() => newCloudEvent({ ...others, type, source }, { id: randomUUID(), now: Date.now() }));
    });
    await this.withClient(flags, (client) => this.#send(client, events, { format: flags.output, isList }), {
      makes: true,
    });
  }

  /** One after the other, so that they arrive in this order. What was sent is told, also when the next one fails. */
  async #send(
    client: Client,
    events: readonly CloudEvent[],
    { format, isList }: { readonly format: Format; readonly isList: boolean },
  ): Promise<void> {
    this.noteUnattended(client);
    const all: JsonObject[] = [];
    try {
      for (const event of events) {
        const { outcome } = await client.sendEvent(event);
        all.push({ id: event.id, source: event.source, type: event.type, outcome });
        if (format === 'table') this.print(`event/${plain(event.id)} ${outcome}`);
      }
    } finally {
      const [first] = all;
      if (isList) await this.present(format, all, () => '');
      else if (first !== undefined) await this.present(format, first, () => '');
    }
  }
}

/** What the flags say of an event. */
async function attributesOf(
  flags: Readonly<Record<(typeof named)[number] | 'data', string | undefined>> & {
    readonly extension: readonly string[] | undefined;
  },
): Promise<JsonObject> {
  const given: Record<string, Json> = {};
  for (const name of named) {
    const value = flags[name];
    if (value !== undefined) given[name] = value;
  }
  for (const pair of flags.extension ?? []) {
    const [name, value] = readPair(pair, '--extension');
    if (coreAttributes.includes(name)) {
      throw new Failure('usage', `${name} is no extension attribute`, { hint: `--${name} sets it` });
    }
    given[name] = value;
  }
  if (flags.data !== undefined) given['data'] = await readJson(flags.data, '--data');
  return given;
}

/** An event that is none was asked for on the command line. @throws Failure `usage`. */
function asked(make: () => CloudEvent): CloudEvent {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'invalid-event') throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new Failure('usage', error.message, { ...hint, cause: error });
  }
}

const named = ['type', 'source', 'id', 'subject', 'time', 'dataschema'] as const;

const coreAttributes = [
  ...['id', 'source', 'type', 'subject', 'time', 'data', 'dataschema'],
  ...['specversion', 'datacontenttype', 'data_base64'],
];
