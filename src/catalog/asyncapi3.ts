import { bindingsAt, readVariables, serverDetails } from './broker-parts.ts';
import { type DocumentContext, readMessage } from './message.ts';
import type { Channel, Message, Operation, Server } from './model.ts';
import { complain, follow, hops, member, members, type Place, placeKey, textAt } from './reference.ts';

/** A channel with the places of its messages, so that an operation's `$ref`s find them again. */
interface PlacedChannel {
  readonly channel: Channel;
  readonly place: Place;
  readonly messages: readonly { readonly name: string; readonly place: Place }[];
}

/** Servers, channels and operations of an AsyncAPI 3.x document. */
export function readVersion3(root: Place, context: DocumentContext) {
  const channels = members(member(root, 'channels')).map(([name, place]) =>
    readChannel(name, place, context),
  );
  const operations = members(member(root, 'operations')).flatMap(([id, place]) => {
    const operation = readOperation(id, follow(place, context.sources), channels, context);
    return operation === undefined ? [] : [operation];
  });
  return {
    servers: readServers(root, context),
    channels: channels.map(({ channel }) => channel),
    operations,
  };
}

function readChannel(name: string, place: Place, context: DocumentContext): PlacedChannel {
  const item = follow(place, context.sources);
  const messages: Message[] = [];
  const places: { name: string; place: Place }[] = [];
  for (const [key, messagePlace] of members(follow(member(item, 'messages'), context.sources))) {
    const read = readMessage(messagePlace, key, context);
    const taken = messages.some((message) => message.name === read.name);
    const message = taken ? { ...read, name: key } : read;
    messages.push(message);
    places.push({ name: message.name, place: messagePlace });
  }
  const address = textAt(member(item, 'address')) ?? name;
  const servers = members(member(item, 'servers')).flatMap(([, server]) => serverName(server, context));
  const channel = {
    name,
    address,
    messages,
    ...(servers.length === 0 ? {} : { servers }),
    ...readVariables('parameters', item, context.sources),
    ...bindingsAt([item], context.sources),
  };
  return { channel, place, messages: places };
}

function readOperation(
  id: string,
  operation: Place,
  channels: readonly PlacedChannel[],
  context: DocumentContext,
): Operation | undefined {
  const target = member(operation, 'channel');
  const channel = channels.find(({ place }) => leadsTo(target, place, context));
  if (channel === undefined) {
    context.report(
      complain(target, {
        code: 'operation-channel',
        message: `operation "${id}" is on a channel that is not one of the document's channels`,
      }),
    );
    return undefined;
  }
  const reply = member(operation, 'reply');
  if (reply.value !== undefined) {
    context.report(
      complain(reply, {
        code: 'not-supported',
        severity: 'warning',
        message: `the reply of operation "${id}" is not bound to it, not supported yet`,
        hint: 'listen to the event type of the reply message',
      }),
    );
  }
  const action = textAt(member(operation, 'action'));
  const direction = action === 'send' ? 'send' : 'receive';
  const traits = members(member(operation, 'traits')).map(([, trait]) => follow(trait, context.sources));
  return {
    id,
    direction,
    channel: channel.channel.name,
    messages: messagesOf(operation, channel, context),
    ...bindingsAt([operation, ...traits.reverse()], context.sources),
  };
}

/** The key of the server that a channel's `$ref` leads to, perhaps over others. */
function serverName(reference: Place, { sources }: DocumentContext): readonly string[] {
  const keys = hops(reference, sources).flatMap(
    ({ pointer }) => /^\/servers\/([^/]+)$/.exec(pointer)?.[1] ?? [],
  );
  return keys.slice(0, 1);
}

/** The operation's own choice of messages; all of its channel's when it makes none. */
function messagesOf(operation: Place, channel: PlacedChannel, context: DocumentContext): readonly string[] {
  const chosen = member(operation, 'messages');
  if (chosen.value === undefined) return channel.messages.map(({ name }) => name);
  return members(chosen).flatMap(([, reference]) => {
    const message = channel.messages.find(({ place }) => leadsTo(reference, place, context));
    if (message !== undefined) return [message.name];
    context.report(
      complain(reference, {
        code: 'operation-message',
        message: `this message is not one of channel "${channel.channel.name}"`,
      }),
    );
    return [];
  });
}

/** True when the `$ref`s from one place pass another, or both end at the same. */
function leadsTo(from: Place, to: Place, { sources }: DocumentContext): boolean {
  const passed = new Set(hops(from, sources).map(placeKey));
  return hops(to, sources).some((place) => passed.has(placeKey(place)));
}

function readServers(root: Place, { sources }: DocumentContext): readonly Server[] {
  return members(member(root, 'servers')).map(([name, place]) => {
    const server = follow(place, sources);
    const protocol = textAt(member(server, 'protocol')) ?? '';
    const host = textAt(member(server, 'host')) ?? '';
    const path = textAt(member(server, 'pathname')) ?? '';
    return { name, url: `${protocol}://${host}${path}`, protocol, ...serverDetails(server, sources) };
  });
}
