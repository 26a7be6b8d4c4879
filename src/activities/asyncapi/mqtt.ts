import type { IClientOptions, IClientPublishOptions, IPublishPacket, MqttClient } from 'mqtt';
import type { JsonObject } from '../../json/json.ts';
import {
  connectTimeout,
  deferred,
  destination,
  type Feed,
  keepTime,
  type Outgoing,
  type Place,
  type Protocol,
  type Received,
} from './broker.ts';

type Version = 4 | 5;

/**
 * MQTT 3.1.1 and 5. Messages are published with QoS 1 unless the binding says otherwise, so they are acknowledged. A
 * subscription is a persistent session whose client id comes from the activation: the broker keeps messages of QoS 1
 * and 2 while nobody holds it. With 3.1.1 the session of a process that was killed and never followed stays with the
 * broker; with 5 it ends after a day.
 */
export const mqtt: Protocol = over(4);
export const mqtt5: Protocol = over(5);

function over(version: Version): Protocol {
  return {
    async publish(place, message, signal) {
      const client = await open(place, version, { clean: true });
      const stop = (): void => void client.end(true);
      signal.addEventListener('abort', stop, { once: true });
      try {
        await client.publishAsync(
          place.channel,
          Buffer.from(message.body),
          publication(place, message, version),
        );
        await client.endAsync();
      } finally {
        signal.removeEventListener('abort', stop);
        client.end(true);
      }
    },
    async subscribe(place, feed) {
      const session: IClientOptions = { clientId: place.name, clean: false };
      const kept = { properties: { sessionExpiryInterval: keepTime / 1_000 } };
      const client = await open(place, version, version === 5 ? { ...session, ...kept } : session, feed);
      const lost = deferred<Error>();
      client.once('close', () => lost.resolve(new Error('the connection was closed')));
      const granted = await client.subscribeAsync(place.channel, { qos: qosOf(place) });
      if (granted.some(({ qos }) => qos >= 128)) {
        client.end(true);
        throw new Error(`the broker refused the subscription: not authorized for "${place.channel}"`);
      }
      return {
        lost: lost.promise,
        async close({ keep }) {
          if (keep) return end(client);
          if (version === 5) {
            await client.endAsync(false, { reasonCode: 0, properties: { sessionExpiryInterval: 0 } });
            return;
          }
          await end(client);
          // A clean session of the same name takes the kept one away.
          const last = await open(place, version, { clientId: place.name, clean: true });
          await last.endAsync();
        },
      };
    },
  };
}

/** Without goodbye: what is being delivered stays unacknowledged, and comes again. */
async function end(client: MqttClient): Promise<void> {
  await client.endAsync(true);
}

async function open(
  place: Place,
  version: Version,
  session: IClientOptions,
  feed?: Feed,
): Promise<MqttClient> {
  const { MqttClient } = await import('mqtt');
  const { login, dialler } = place;
  const ready = deferred<void>();
  const client = new MqttClient(
    () => {
      const socket = dialler.open(destination(place, [1883, 8883]));
      // The client hears of what it asks the stream for; an error before that is told here.
      socket.on('error', ready.reject);
      return socket;
    },
    {
      protocolVersion: version,
      protocolId: 'MQTT',
      reconnectPeriod: 0,
      connectTimeout,
      resubscribe: false,
      // A message that waits for its turn holds up the answers to pings, so the socket itself tells whether it lives.
      keepalive: 0,
      // A token takes the password's place; brokers that know tokens do not look at the name.
      ...(login === undefined
        ? {}
        : 'token' in login
          ? { username: 'bearer', password: login.token }
          : { username: login.username, password: login.password }),
      ...session,
    },
  );
  if (feed !== undefined) {
    client.handleMessage = (packet, done) => {
      feed.take(received(packet)).then(
        () => done(),
        // No answer: the message stays unacknowledged. The connection is about to be closed.
        () => undefined,
      );
    };
  }
  client.on('error', ready.reject);
  client.once('close', () => ready.reject(new Error('the connection was closed')));
  client.once('connect', () => ready.resolve());
  try {
    await ready.promise;
    return client;
  } catch (error) {
    client.end(true);
    throw error;
  }
}

function publication(place: Place, message: Outgoing, version: Version): IClientPublishOptions {
  const { retain, messageExpiryInterval } = place.bindings.operation;
  return {
    qos: qosOf(place),
    retain: retain === true,
    ...(version === 5
      ? {
          properties: {
            contentType: message.contentType,
            userProperties: { ...message.headers },
            ...(message.correlationId === undefined
              ? {}
              : { correlationData: Buffer.from(message.correlationId) }),
            ...(typeof messageExpiryInterval === 'number' ? { messageExpiryInterval } : {}),
          },
        }
      : {}),
  };
}

function qosOf({ bindings }: Place): 0 | 1 | 2 {
  const { qos } = bindings.operation;
  return qos === 0 || qos === 2 ? qos : 1;
}

function received({ payload, topic, properties = {} }: IPublishPacket): Received {
  const { contentType, correlationData, userProperties = {} } = properties;
  const headers: JsonObject = { ...userProperties, topic };
  return {
    body: typeof payload === 'string' ? Buffer.from(payload) : payload,
    headers,
    ...(contentType === undefined ? {} : { contentType }),
    ...(correlationData === undefined ? {} : { correlationId: correlationData.toString() }),
  };
}
