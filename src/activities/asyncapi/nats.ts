import type { Consumer, JetStreamManager } from '@nats-io/jetstream';
import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/transport-node';
import type { JsonObject } from '../../json/json.ts';
import {
  connectTimeout,
  deferred,
  errorOf,
  type Feed,
  keepTime,
  type Outgoing,
  type Place,
  type Protocol,
  type Received,
  type Subscription,
} from './broker.ts';

/** Milliseconds that one request for a message waits at the server. */
const pullTime = 30_000;

/**
 * NATS. A subject that a JetStream stream covers is published to and acknowledged by the stream, with the message id by
 * which it drops repetitions; a subscription is a durable consumer named after the activation, which begins with the
 * messages that come after it and is dropped a day after it was last held. On any other subject a published message is
 * flushed to the server, which is all that core NATS promises, and what is sent while nobody listens is lost.
 */
export const nats: Protocol = {
  async publish(place, message, signal) {
    const connection = await connect(place);
    const stop = (): void => void connection.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await send(connection, place.channel, message);
    } finally {
      signal.removeEventListener('abort', stop);
      await connection.close();
    }
  },
  async subscribe(place, feed) {
    const connection = await connect(place);
    const lost = deferred<Error>();
    void connection.closed().then((error) => lost.resolve(error ?? new Error('the connection was closed')));
    try {
      const streams = await manager(connection);
      const stream = await streamOf(streams, place.channel);
      if (stream !== undefined) return await subscribeStream(connection, streams, stream, place, feed, lost);
      const { queue } = place.bindings.operation;
      const subscription = connection.subscribe(place.channel, {
        ...(typeof queue === 'string' ? { queue } : {}),
        callback: (error, message) => {
          if (error !== null) lost.resolve(error);
          else feed.take(received(message)).catch(() => undefined);
        },
      });
      await connection.flush();
      return {
        lost: lost.promise,
        async close() {
          subscription.unsubscribe();
          await connection.close();
        },
      };
    } catch (error) {
      await connection.close();
      throw error;
    }
  },
};

async function connect(place: Place): Promise<NatsConnection> {
  const { connect: open } = await import('@nats-io/transport-node');
  const { hosts, secure, dialler, login } = place;
  const addresses = await Promise.all(
    hosts.map(async ({ host, port = 4222 }) =>
      (await dialler.resolve(host)).map(
        (address) => `${address.includes(':') ? `[${address}]` : address}:${port}`,
      ),
    ),
  );
  // The client is given addresses that were judged; the name is for the certificate.
  const tls = { handshakeFirst: false, servername: hosts[0]?.host };
  return open({
    servers: addresses.flat(),
    tls: secure ? tls : null,
    reconnect: false,
    ignoreClusterUpdates: true,
    timeout: connectTimeout,
    ...(login === undefined
      ? {}
      : 'token' in login
        ? { token: login.token }
        : { user: login.username, pass: login.password }),
  });
}

async function send(connection: NatsConnection, subject: string, message: Outgoing): Promise<void> {
  const { headers } = await import('@nats-io/transport-node');
  const head = headers();
  head.set('Content-Type', message.contentType);
  for (const [name, value] of Object.entries(message.headers)) head.set(name, value);
  if ((await streamOf(await manager(connection), subject)) === undefined) {
    connection.publish(subject, message.body, { headers: head });
    await connection.flush();
    return;
  }
  const { jetstream } = await import('@nats-io/jetstream');
  await jetstream(connection).publish(subject, message.body, { headers: head, msgID: message.key });
}

async function manager(connection: NatsConnection): Promise<JetStreamManager> {
  const { jetstreamManager } = await import('@nats-io/jetstream');
  return jetstreamManager(connection, { checkAPI: false });
}

/** Undefined where there is none, or no JetStream at all. */
async function streamOf(streams: JetStreamManager, subject: string): Promise<string | undefined> {
  try {
    return await streams.streams.find(subject);
  } catch {
    return undefined;
  }
}

async function subscribeStream(
  connection: NatsConnection,
  streams: JetStreamManager,
  stream: string,
  place: Place,
  feed: Feed,
  lost: { readonly promise: Promise<Error>; resolve(error: Error): void },
): Promise<Subscription> {
  const { AckPolicy, DeliverPolicy, jetstream } = await import('@nats-io/jetstream');
  const { name } = place;
  const existing = await streams.consumers.info(stream, name).catch(() => undefined);
  if (existing === undefined) {
    await streams.consumers.add(stream, {
      durable_name: name,
      filter_subject: place.channel,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.New,
      inactive_threshold: keepTime * 1_000_000,
    });
  }
  const consumer = await jetstream(connection).consumers.get(stream, name);
  void pull(consumer, feed).catch((error: unknown) => lost.resolve(errorOf(error)));
  return {
    lost: lost.promise,
    async close({ keep }) {
      if (!keep) await streams.consumers.delete(stream, name);
      await connection.close();
    },
  };
}

/** One message at a time, so that those the workflow has no use for stay in the stream. */
async function pull(consumer: Consumer, feed: Feed): Promise<void> {
  while (!feed.signal.aborted) {
    await feed.wanted();
    const message = await consumer.next({ expires: pullTime });
    if (message === null) continue;
    const { info } = message;
    await feed.take({ ...received(message), id: `${info.stream}/${info.streamSequence}` });
    await message.ackAck();
  }
}

function received({
  data,
  subject,
  headers,
}: Pick<Msg, 'data' | 'subject'> & { readonly headers?: MsgHdrs | undefined }): Received {
  const given: JsonObject = Object.fromEntries(
    (headers?.keys() ?? []).map((name) => [name, headers?.get(name) ?? '']),
  );
  const contentType = headers?.get('Content-Type');
  return {
    body: data,
    headers: { ...given, subject },
    ...(contentType === undefined || contentType === '' ? {} : { contentType }),
  };
}
