import type { Consumer, IHeaders, Kafka, KafkaMessage } from 'kafkajs';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import {
  connectTimeout,
  deferred,
  type Feed,
  type Outgoing,
  type Place,
  type Protocol,
  type Received,
} from './broker.ts';

/** Milliseconds between two signs of life while a message waits for its turn; a session ends after 30 s without. */
const heartbeatInterval = 3_000;
const sessionTimeout = 30_000;

/**
 * Kafka. The topic is that of the channel's binding, else the channel's address; it is never created. A message is
 * acknowledged by all in-sync replicas; its key is the constant that the message's binding gives, else its correlation
 * id. A subscription is a consumer group: the constant of the operation's binding, else one named after the activation,
 * which begins with the messages that come after it. Offsets are committed message by message.
 */
export const kafka: Protocol = {
  async publish(place, message, signal) {
    const producer = (await connect(place)).producer({ allowAutoTopicCreation: false });
    const stop = (): void => void producer.disconnect().catch(() => undefined);
    signal.addEventListener('abort', stop, { once: true });
    try {
      await producer.connect();
      const key = keyOf(message);
      await producer.send({
        topic: topicOf(place),
        acks: -1,
        messages: [
          {
            key: key ?? null,
            value: Buffer.from(message.body),
            headers: { 'content-type': message.contentType, ...message.headers },
          },
        ],
      });
    } finally {
      signal.removeEventListener('abort', stop);
      await producer.disconnect().catch(() => undefined);
    }
  },
  async subscribe(place, feed) {
    const client = await connect(place);
    const group = constantOf(place.bindings.operation['groupId']) ?? place.name;
    const topic = topicOf(place);
    await beginHere(client, group, topic);
    const consumer = client.consumer({ groupId: group, sessionTimeout, allowAutoTopicCreation: false });
    const lost = deferred<Error>();
    consumer.on('consumer.crash', ({ payload }) => lost.resolve(payload.error));
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await run(consumer, feed);
    } catch (error) {
      await consumer.disconnect().catch(() => undefined);
      throw error;
    }
    return {
      lost: lost.promise,
      async close({ keep }) {
        // A message that waits for its turn has been given up by now, so the consumer can end.
        await consumer.disconnect();
        if (!keep && group === place.name) await forget(client, group);
      },
    };
  },
};

async function connect({ hosts, secure, dialler, login, name, bindings }: Place): Promise<Kafka> {
  const { Kafka: Client, logLevel } = await import('kafkajs');
  return new Client({
    clientId: constantOf(bindings.operation['clientId']) ?? name,
    brokers: hosts.map(({ host, port = 9092 }) => `${host.includes(':') ? `[${host}]` : host}:${port}`),
    connectionTimeout: connectTimeout,
    logLevel: logLevel.NOTHING,
    retry: { retries: 3 },
    ssl: secure,
    // Every broker of the cluster is judged, those too that only the first one names.
    socketFactory: ({ host, port, ssl, onConnect }) => {
      const isTls = ssl !== undefined && ssl !== null;
      const socket = dialler.open({ host, port, secure: isTls });
      return socket.once(isTls ? 'secureConnect' : 'connect', onConnect);
    },
    ...(login === undefined
      ? {}
      : {
          sasl:
            'token' in login
              ? {
                  mechanism: 'oauthbearer' as const,
                  oauthBearerProvider: async () => ({ value: login.token }),
                }
              : { mechanism: 'plain' as const, username: login.username, password: login.password },
        }),
  });
}

/** A group without a position begins now, so that what is sent while its process is down is not skipped later. */
async function beginHere(client: Kafka, groupId: string, topic: string): Promise<void> {
  const admin = client.admin();
  await admin.connect();
  try {
    const [known] = await admin.fetchOffsets({ groupId, topics: [topic] });
    if (known?.partitions.some(({ offset }) => offset !== '-1') === true) return;
    const partitions = (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({
      partition,
      offset: high,
    }));
    await admin.setOffsets({ groupId, topic, partitions });
  } finally {
    await admin.disconnect();
  }
}

async function forget(client: Kafka, group: string): Promise<void> {
  const admin = client.admin();
  await admin.connect();
  try {
    await admin.deleteGroups([group]);
  } finally {
    await admin.disconnect();
  }
}

async function run(consumer: Consumer, feed: Feed): Promise<void> {
  await consumer.run({
    autoCommitThreshold: 1,
    async eachMessage({ topic, partition, message, heartbeat }) {
      const alive = setInterval(() => void heartbeat().catch(() => undefined), heartbeatInterval);
      try {
        await feed.take({ ...received(message), id: `${topic}/${partition}/${message.offset}` });
      } finally {
        clearInterval(alive);
      }
    },
  });
}

function topicOf({ bindings, channel }: Place): string {
  const { topic } = bindings.channel;
  return typeof topic === 'string' && topic !== '' ? topic : channel;
}

function keyOf({ bindings, correlationId }: Outgoing): string | undefined {
  return constantOf(bindings['key']) ?? correlationId;
}

/** The one value that a schema allows, or the text that stands in its place. */
function constantOf(schema: Json | undefined): string | undefined {
  if (typeof schema === 'string') return schema;
  if (!isObject(schema)) return undefined;
  const { const: constant, enum: choices } = schema;
  const [only, ...others] = Array.isArray(choices) ? choices : [];
  if (typeof constant === 'string') return constant;
  return typeof only === 'string' && others.length === 0 ? only : undefined;
}

function received({ value, key, headers = {} }: KafkaMessage): Received {
  const { 'content-type': contentType, ...given } = textsOf(headers);
  return {
    body: value ?? new Uint8Array(),
    headers: { ...given, ...(key === null ? {} : { key: key.toString() }) },
    ...(typeof contentType === 'string' ? { contentType } : {}),
  };
}

function textsOf(headers: IHeaders): JsonObject {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]));
}
