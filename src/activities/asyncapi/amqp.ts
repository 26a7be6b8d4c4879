import type { Channel, ChannelModel, ConfirmChannel, ConsumeMessage, Options } from 'amqplib';
import { isObject, type Json, type JsonObject, toJson } from '../../json/json.ts';
import {
  connectTimeout,
  deferred,
  destination,
  keepTime,
  type Outgoing,
  type Place,
  type Protocol,
  type Received,
} from './broker.ts';

/**
 * AMQP 0.9.1, on a channel in confirm mode. The binding of the channel says what its address is:
 *
 * - `is: routingKey` with an `exchange`: messages go to that exchange under the address as their key. A subscription has a
 *   queue of its own, named after the activation and bound under that key. It is durable; the broker drops it a day
 *   after it was last held.
 * - `is: queue`, or no binding: the address is the name of a queue. With a binding it is declared as that says; without,
 *   an existing one is used as it is, and a subscription declares a durable one where there is none.
 */
export const amqp: Protocol = {
  async publish(place, message, signal) {
    const connection = await connect(place);
    const stop = (): void => void connection.close().catch(() => undefined);
    signal.addEventListener('abort', stop, { once: true });
    try {
      const channel = await connection.createConfirmChannel();
      const broken = deferred<never>();
      channel.on('error', broken.reject);
      await Promise.race([send(channel, place, message), broken.promise]);
    } finally {
      signal.removeEventListener('abort', stop);
      await connection.close().catch(() => undefined);
    }
  },
  async subscribe(place, feed) {
    const connection = await connect(place);
    const lost = deferred<Error>();
    connection.on('error', lost.resolve);
    connection.on('close', () => lost.resolve(new Error('the connection was closed')));
    try {
      const source = await sourceOf(connection, place);
      const channel = await connection.createChannel();
      channel.on('error', lost.resolve);
      await channel.prefetch(1);
      await channel.consume(source.queue, (message) => {
        if (message === null) return lost.resolve(new Error('the queue was deleted'));
        feed.take(received(message)).then(
          () => channel.ack(message),
          // It is not acknowledged, so the broker keeps it for whoever comes next.
          () => undefined,
        );
      });
      return {
        lost: lost.promise,
        async close({ keep }) {
          if (!keep && source.own) await channel.deleteQueue(source.queue);
          await connection.close();
        },
      };
    } catch (error) {
      await connection.close().catch(() => undefined);
      throw error;
    }
  },
};

async function connect(place: Place): Promise<ChannelModel> {
  const { connect: open, credentials } = await import('amqplib');
  const { host, port, secure } = destination(place, [5672, 5671]);
  const { dialler, login } = place;
  dialler.check(host);
  const plain =
    login === undefined
      ? credentials.plain('guest', 'guest')
      : 'token' in login
        ? credentials.plain('', login.token)
        : credentials.plain(login.username, login.password);
  const connection = await open(
    { protocol: secure ? 'amqps' : 'amqp', hostname: host, port, vhost: vhostOf(place), heartbeat: 30 },
    { lookup: dialler.lookup, timeout: connectTimeout, credentials: plain },
  );
  // Those who use it hear of its end by what they wait for.
  connection.on('error', () => undefined);
  return connection;
}

function vhostOf({ path, bindings: { channel } }: Place): string {
  if (path !== '') return decodeURIComponent(path.slice(1));
  const { vhost } = objectOf(channel['exchange'] ?? channel['queue']);
  return typeof vhost === 'string' ? vhost : '/';
}

/** Where a binding says messages go: an exchange, or a queue, which is reached over the unnamed exchange. */
function exchangeOf({ bindings: { channel } }: Place): string {
  if (channel['is'] === 'queue') return '';
  const { name, type } = objectOf(channel['exchange']);
  return typeof name === 'string' && type !== 'default' ? name : '';
}

function queueOf({ channel, bindings }: Place): string {
  const { name } = objectOf(bindings.channel['queue']);
  return typeof name === 'string' && name !== '' ? name : channel;
}

async function send(channel: ConfirmChannel, place: Place, message: Outgoing): Promise<void> {
  const exchange = exchangeOf(place);
  if (exchange !== '') await declareExchange(channel, place, exchange);
  else if (isObject(place.bindings.channel['queue'])) await declareQueue(channel, place);
  let unroutable: Error | undefined;
  channel.on('return', () => {
    unroutable = new Error(`no queue takes messages for "${place.channel}"`);
  });
  const key = exchange === '' ? queueOf(place) : place.channel;
  await new Promise<void>((resolve, reject) => {
    channel.publish(
      exchange,
      key,
      Buffer.from(message.body),
      properties(place.bindings, exchange, message),
      (error: unknown) => {
        if (error !== null && error !== undefined) reject(error);
        else if (unroutable !== undefined) reject(unroutable);
        else resolve();
      },
    );
  });
}

function properties({ operation }: Place['bindings'], exchange: string, message: Outgoing): Options.Publish {
  const { expiration, userId, cc, bcc, priority, deliveryMode, mandatory, timestamp } = operation;
  const { contentEncoding, messageType } = message.bindings;
  return {
    messageId: message.key,
    contentType: message.contentType,
    headers: { ...message.headers },
    persistent: deliveryMode !== 1,
    // To the unnamed exchange a message without a queue would be gone without a word.
    mandatory: mandatory === undefined ? exchange === '' : mandatory === true,
    ...(message.correlationId === undefined ? {} : { correlationId: message.correlationId }),
    ...(typeof expiration === 'number' ? { expiration } : {}),
    ...(typeof userId === 'string' ? { userId } : {}),
    ...(typeof priority === 'number' ? { priority } : {}),
    ...(timestamp === true ? { timestamp: Math.floor(Date.now() / 1_000) } : {}),
    ...(typeof contentEncoding === 'string' ? { contentEncoding } : {}),
    ...(typeof messageType === 'string' ? { type: messageType } : {}),
    ...(isTexts(cc) ? { CC: [...cc] } : {}),
    ...(isTexts(bcc) ? { BCC: [...bcc] } : {}),
  };
}

/** The queue that a subscription consumes, and whether it is its own. */
async function sourceOf(
  connection: ChannelModel,
  place: Place,
): Promise<{ readonly queue: string; readonly own: boolean }> {
  const exchange = exchangeOf(place);
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  if (exchange !== '') {
    await declareExchange(channel, place, exchange);
    const { queue } = await channel.assertQueue(place.name, { durable: true, expires: keepTime });
    await channel.bindQueue(queue, exchange, place.channel);
    await channel.close();
    return { queue, own: true };
  }
  if (isObject(place.bindings.channel['queue'])) {
    await declareQueue(channel, place);
  } else if (!(await exists(channel, queueOf(place)))) {
    // The failed look has closed the other channel.
    const second = await connection.createChannel();
    await second.assertQueue(queueOf(place), { durable: true });
    await second.close();
    return { queue: queueOf(place), own: false };
  }
  await channel.close();
  return { queue: queueOf(place), own: false };
}

async function exists(channel: Channel, queue: string): Promise<boolean> {
  try {
    await channel.checkQueue(queue);
    return true;
  } catch {
    return false;
  }
}

async function declareExchange(channel: Channel, { bindings }: Place, name: string): Promise<void> {
  const { type, durable = true, autoDelete = false } = objectOf(bindings.channel['exchange']);
  if (typeof type !== 'string') {
    await channel.checkExchange(name);
    return;
  }
  await channel.assertExchange(name, type, { durable: durable === true, autoDelete: autoDelete === true });
}

async function declareQueue(channel: Channel, place: Place): Promise<void> {
  const { durable = true, exclusive = false, autoDelete = false } = objectOf(place.bindings.channel['queue']);
  await channel.assertQueue(queueOf(place), {
    durable: durable === true,
    exclusive: exclusive === true,
    autoDelete: autoDelete === true,
  });
}

function received({ content, properties: given, fields }: ConsumeMessage): Received {
  const { contentType, correlationId, headers = {} } = given;
  return {
    body: content,
    headers: { ...objectOf(toJson(headers)), routingKey: fields.routingKey },
    ...(typeof contentType === 'string' ? { contentType } : {}),
    ...(typeof correlationId === 'string' ? { correlationId } : {}),
  };
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
