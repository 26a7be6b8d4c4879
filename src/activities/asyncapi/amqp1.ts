import type { Connection, ConnectionOptions, Delivery, Message, Receiver, Sender } from 'rhea';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import {
  connectTimeout,
  deferred,
  destination,
  errorOf,
  type Outgoing,
  type Place,
  type Protocol,
  type Received,
} from './broker.ts';

/**
 * AMQP 1.0: the channel's address is the address of a link. A message is acknowledged when the broker has accepted it. A
 * subscription takes messages one by one and accepts each when it is durable here; whether the broker keeps messages
 * while nobody is connected is up to what the address names (a queue does).
 */
export const amqp1: Protocol = {
  async publish(place, message, signal) {
    const { connection, broken } = await connect(place);
    const stop = (): void => connection.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const sender = connection.open_sender({ target: { address: place.channel } });
      await Promise.race([send(sender, await encoded(message)), broken]);
    } finally {
      signal.removeEventListener('abort', stop);
      connection.close();
    }
  },
  async subscribe(place, feed) {
    const { connection, broken } = await connect(place);
    const lost = deferred<Error>();
    broken.catch((error: unknown) => lost.resolve(errorOf(error)));
    const receiver = connection.open_receiver({
      source: { address: place.channel },
      credit_window: 0,
      autoaccept: false,
    });
    const more = (): void => {
      feed.wanted().then(
        () => receiver.add_credit(1),
        () => undefined,
      );
    };
    receiver.on('message', ({ message, delivery }: { message?: Message; delivery?: Delivery }) => {
      if (message === undefined) return;
      feed.take(received(message)).then(
        () => {
          delivery?.accept();
          more();
        },
        () => undefined,
      );
    });
    try {
      await Promise.race([opened(receiver), broken]);
    } catch (error) {
      connection.close();
      throw error;
    }
    more();
    return {
      lost: lost.promise,
      async close() {
        connection.close();
      },
    };
  },
};

/** A connection, and a promise that rejects when it, or a link of it, has failed. */
async function connect(
  place: Place,
): Promise<{ readonly connection: Connection; readonly broken: Promise<never> }> {
  const { default: rhea } = await import('rhea');
  const { login, dialler } = place;
  const goal = destination(place, [5672, 5671]);
  const ready = deferred<void>();
  const broken = deferred<never>();
  const open = (_port: number, _host: string, _options: unknown, connected: () => void) => {
    const socket = dialler.open(goal);
    socket.once(goal.secure ? 'secureConnect' : 'connect', connected);
    return socket;
  };
  const options: ConnectionOptions = {
    host: goal.host,
    hostname: goal.host,
    port: goal.port,
    reconnect: false,
    container_id: place.name,
    ...(login === undefined
      ? { username: 'anonymous' }
      : 'token' in login
        ? { username: 'bearer', password: login.token }
        : { username: login.username, password: login.password }),
  };
  const connection = rhea.create_container().create_connection({
    ...options,
    connection_details: () => ({ host: goal.host, port: goal.port, options, connect: open }),
  });
  const fail = (error: unknown): void => {
    ready.reject(error);
    broken.reject(error);
  };
  broken.promise.catch(() => undefined);
  connection.once('connection_open', () => ready.resolve());
  for (const event of [
    'connection_error',
    'session_error',
    'sender_error',
    'receiver_error',
    'protocol_error',
    'error',
    'disconnected',
  ]) {
    connection.on(event, (context: unknown) => fail(reasonOf(context)));
  }
  const late = setTimeout(() => fail(new Error('the broker did not answer in time')), connectTimeout);
  try {
    connection.connect();
    await ready.promise;
    return { connection, broken: broken.promise };
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    clearTimeout(late);
  }
}

function opened(receiver: Receiver): Promise<void> {
  return new Promise((resolve) => receiver.once('receiver_open', () => resolve()));
}

function send(sender: Sender, message: Message): Promise<void> {
  return new Promise((resolve, reject) => {
    sender.once('sendable', () => sender.send(message));
    sender.once('accepted', () => resolve());
    for (const outcome of ['rejected', 'released', 'modified']) {
      sender.once(outcome, () => reject(new Error(`the broker ${outcome} the message`)));
    }
  });
}

async function encoded({ body, contentType, headers, key, correlationId }: Outgoing): Promise<Message> {
  const { default: rhea } = await import('rhea');
  return {
    body: rhea.message.data_section(Buffer.from(body)),
    message_id: key,
    content_type: contentType,
    application_properties: { ...headers },
    durable: true,
    ...(correlationId === undefined ? {} : { correlation_id: correlationId }),
  };
}

function received(message: Message): Received {
  const { content_type: contentType, correlation_id: correlationId, application_properties: given } = message;
  const headers: JsonObject = Object.fromEntries(
    Object.entries(given ?? {}).map(([name, value]) => [name, headerOf(value)]),
  );
  return {
    body: bytesOf(message.body),
    headers,
    ...(typeof contentType === 'string' ? { contentType } : {}),
    ...(typeof correlationId === 'string' ? { correlationId } : {}),
  };
}

function headerOf(value: unknown): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}

/** A body is data sections, or an AMQP value. */
function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (typeof body === 'string') return Buffer.from(body);
  if (isObject(body) && 'content' in body) return bytesOf(body['content']);
  if (Array.isArray(body)) return Buffer.concat(body.map(bytesOf));
  return Buffer.from(JSON.stringify(body ?? null));
}

/** What a failed connection or link says of itself. */
function reasonOf(context: unknown): Error {
  if (context instanceof Error) return context;
  const { error, connection, sender, receiver } = isRecord(context) ? context : {};
  for (const holder of [{ error }, sender, receiver, connection]) {
    const found = isRecord(holder) ? holder['error'] : undefined;
    if (found instanceof Error) return found;
    if (isRecord(found)) return new Error(`${String(found['condition'])}: ${String(found['description'])}`);
  }
  return new Error('the connection was closed');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
