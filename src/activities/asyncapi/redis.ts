import type { Socket } from 'node:net';
import type { Redis } from 'ioredis';
import { connectTimeout, deferred, destination, type Place, type Protocol } from './broker.ts';

/**
 * Redis as AsyncAPI means it: publish and subscribe of channels (its binding is empty, and streams are not mentioned). A
 * published message is acknowledged by the server; nobody keeps it, so what is sent while nobody listens is lost.
 */
export const redis: Protocol = {
  async publish(place, message, signal) {
    const client = await connect(place);
    const stop = (): void => client.disconnect();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await client.publish(place.channel, Buffer.from(message.body));
    } finally {
      signal.removeEventListener('abort', stop);
      client.disconnect();
    }
  },
  async subscribe(place, feed) {
    const client = await connect(place);
    const lost = deferred<Error>();
    client.on('end', () => lost.resolve(new Error('the connection was closed')));
    const take = (channel: Buffer, body: Buffer): void => {
      feed.take({ body, headers: { channel: channel.toString() } }).catch(() => undefined);
    };
    client.on('messageBuffer', take);
    client.on('pmessageBuffer', (_pattern: Buffer, channel: Buffer, body: Buffer) => take(channel, body));
    if (place.pattern) await client.psubscribe(place.channel);
    else await client.subscribe(place.channel);
    return {
      lost: lost.promise,
      async close() {
        client.disconnect();
      },
    };
  },
};

async function connect(place: Place): Promise<Redis> {
  const { AbstractConnector, Redis } = await import('ioredis');
  const { login, dialler, path } = place;
  const open = (): Socket => dialler.open(destination(place, [6379, 6379]));
  class Dialled extends AbstractConnector {
    constructor() {
      super(connectTimeout);
    }

    async connect(): Promise<Socket> {
      this.stream = open();
      return this.stream;
    }
  }
  const client = new Redis({
    Connector: Dialled,
    lazyConnect: true,
    connectTimeout,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    db: Number(path.slice(1)) || 0,
    ...(login === undefined
      ? {}
      : 'token' in login
        ? { password: login.token }
        : { username: login.username, password: login.password }),
  });
  let cause: Error | undefined;
  client.on('error', (error) => {
    cause ??= error;
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.disconnect();
    throw cause ?? error;
  }
}
