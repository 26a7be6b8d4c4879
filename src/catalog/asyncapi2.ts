import { equal } from '../json/json.ts';
import { bindingsAt, readVariables, serverDetails } from './broker-parts.ts';
import { componentKey, type DocumentContext, readMessage } from './message.ts';
import type { Channel, Message, Operation, Server } from './model.ts';
import { follow, member, members, type Place, textAt } from './reference.ts';

/** AsyncAPI 2 speaks from outside: what others publish, the service receives. */
const directions = { publish: 'receive', subscribe: 'send' } as const;

/** Servers, channels and operations of an AsyncAPI 2.x document. */
export function readVersion2(root: Place, context: DocumentContext) {
  const { sources } = context;
  const channels: Channel[] = [];
  const operations: Operation[] = [];
  for (const [name, place] of members(member(root, 'channels'))) {
    const item = follow(place, sources);
    const messages: Message[] = [];
    for (const [verb, direction] of Object.entries(directions)) {
      const operation = follow(member(item, verb), sources);
      if (operation.value === undefined) continue;
      const id = textAt(member(operation, 'operationId')) ?? `${name}.${verb}`;
      const names = messagePlaces(operation, context).map((message) => {
        const read = readMessage(message, componentKey(message, sources) ?? id, context);
        return add(read, messages, id);
      });
      const traits = members(member(operation, 'traits')).map(([, trait]) => follow(trait, sources));
      const bindings = bindingsAt([...traits.reverse(), operation], sources);
      operations.push({ id, direction, channel: name, messages: names, ...bindings });
    }
    const servers = members(member(item, 'servers')).flatMap(([, server]) => textAt(server) ?? []);
    channels.push({
      name,
      address: name,
      messages,
      ...(servers.length === 0 ? {} : { servers }),
      ...readVariables('parameters', item, sources),
      ...bindingsAt([item], sources),
    });
  }
  return { servers: readServers(root, context), channels, operations };
}

function messagePlaces(operation: Place, { sources }: DocumentContext): readonly Place[] {
  const message = member(operation, 'message');
  if (message.value === undefined) return [];
  const choices = members(member(follow(message, sources), 'oneOf'));
  return choices.length === 0 ? [message] : choices.map(([, choice]) => choice);
}

/** Adds a message to its channel and returns its name there: one with the same name and other content gets a longer one. */
function add(message: Message, messages: Message[], operation: string): string {
  const same = messages.find(({ name }) => name === message.name);
  if (same !== undefined && equalMessages(same, message)) return same.name;
  const name = same === undefined ? message.name : `${operation}.${message.name}`;
  messages.push({ ...message, name });
  return name;
}

function equalMessages(left: Message, right: Message): boolean {
  return equal({ ...left }, { ...right });
}

function readServers(root: Place, { sources }: DocumentContext): readonly Server[] {
  return members(member(root, 'servers')).map(([name, place]) => {
    const server = follow(place, sources);
    return {
      name,
      url: textAt(member(server, 'url')) ?? '',
      protocol: textAt(member(server, 'protocol')) ?? '',
      ...serverDetails(server, sources),
    };
  });
}
