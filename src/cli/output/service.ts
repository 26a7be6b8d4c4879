import type { Service } from '../../catalog/model.ts';
import type { JsonObject } from '../../json/json.ts';
import { type Paint, plain } from './colour.ts';
import { formatFields, formatTable } from './table.ts';

/** A service in `-o json`, without its messages' schemas: part of the contract in docs/cli.md. */
export function serviceDocument(service: Service): JsonObject {
  const { title, version, file, asyncapi, description, servers, channels, operations } = service;
  return {
    title,
    version,
    file,
    asyncapi,
    ...(description === undefined ? {} : { description }),
    servers: servers.map(({ name, url, protocol }) => ({ name, url, protocol })),
    channels: channels.map(({ name, address, messages }) => ({
      name,
      address,
      messages: messages.map((message) => ({
        name: message.name,
        contentType: message.contentType,
        eventType: message.eventType,
      })),
    })),
    operations: operations.map(({ id, direction, channel, messages }) => ({
      id,
      direction,
      channel,
      messages: [...messages],
    })),
  };
}

/** As `serviceDocument`, with everything that is known of each message. */
export function serviceDetailDocument(service: Service): JsonObject {
  return {
    ...serviceDocument(service),
    hash: service.hash,
    channels: service.channels.map(({ name, address, messages }) => ({
      name,
      address,
      messages: messages.map((message) => ({ ...message })),
    })),
  };
}

/** A service for people: what it is, its servers, and what can be done with it. */
export function formatService(service: Service, paint: Paint): string {
  const channels = new Map(service.channels.map((channel) => [channel.name, channel]));
  const head = formatFields(
    [
      ['service', plain(service.title)],
      ['version', plain(service.version)],
      ['file', plain(service.file)],
      ['asyncapi', plain(service.asyncapi)],
      ['about', service.description === undefined ? undefined : plain(service.description.trim())],
      ...service.servers.map(
        ({ name, url, protocol }) => [`server`, plain(`${name} ${url} (${protocol})`)] as const,
      ),
    ],
    paint,
  );
  const operations = formatTable(
    service.operations,
    [
      { title: 'operation', cell: ({ id }) => plain(id) },
      { title: 'the service', cell: ({ direction }) => `${direction}s` },
      { title: 'channel', cell: ({ channel }) => plain(channels.get(channel)?.address ?? channel) },
      {
        title: 'event types',
        cell: ({ channel, messages }) =>
          (channels.get(channel)?.messages ?? [])
            .filter(({ name }) => messages.includes(name))
            .map(({ eventType }) => plain(eventType))
            .join(', '),
      },
    ],
    paint,
  );
  return operations === '' ? head : `${head}\n\n${operations}`;
}
