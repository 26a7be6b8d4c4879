import { randomUUID } from 'node:crypto';
import * as Flags from '@oclif/core/flags';
import type { Client } from '../../../client/client.ts';
import type { CloudEvent } from '../../../events/index.ts';
import { isObject, type Json, type JsonObject } from '../../../json/json.ts';
import { Failure } from '../../../problem/failure.ts';
import { connectionFlags, EventctlCommand, outputFlag } from '../../command.ts';
import { readJson, readPair } from '../../input.ts';
import { plain } from '../../output/colour.ts';

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
      description: 'Structured JSON event to send, - for stdin; other flags override its attributes',
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
    const given: Record<string, Json> = flags.file === undefined ? {} : { ...(await readEvent(flags.file)) };
    for (const name of ['type', 'source', 'id', 'subject', 'time', 'dataschema'] as const) {
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
    const { type, source, ...others } = given;
    if (typeof type !== 'string' || typeof source !== 'string') {
      throw new Failure('usage', 'an event needs --type and --source', { hint: 'or --file with an event' });
    }
    const event: CloudEvent = newCloudEvent(
      { ...others, type, source },
      { id: randomUUID(), now: Date.now() },
    );
    const send = (client: Client) => {
      this.noteUnattended(client);
      return client.sendEvent(event);
    };
    const { outcome } = await this.withClient(flags, send, { makes: true });
    const sent = { id: event.id, source: event.source, type: event.type, outcome };
    await this.present(flags.output, sent, () => `event/${plain(event.id)} ${outcome}`);
  }
}

const coreAttributes = [
  ...['id', 'source', 'type', 'subject', 'time', 'data', 'dataschema'],
  ...['specversion', 'datacontenttype', 'data_base64'],
];

async function readEvent(path: string): Promise<JsonObject> {
  const event = await readJson(`@${path}`, '--file');
  if (!isObject(event)) throw new Failure('usage', `${path} is not a JSON object`);
  return event;
}
