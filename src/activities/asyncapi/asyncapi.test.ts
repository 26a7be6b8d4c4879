import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../json/json.ts';
import { createActivities } from '../index.ts';

const stub = {
  request: { method: 'POST', url: 'http://talk.test/say', headers: {} },
  response: { status: 202, headers: {}, body: new Uint8Array() },
};

function publish(
  protocol: string,
  url: string,
  settings: Parameters<typeof createActivities>[0],
): Promise<Json> {
  const activity = createActivities(settings).find(({ kind }) => kind === 'asyncapi');
  if (activity === undefined) throw new Error('there is no activity asyncapi');
  const broker = {
    protocol,
    server: { name: 'main', url, protocol },
    parameters: {},
    bindings: { server: {}, channel: {}, operation: {} },
  };
  const message = { payload: 1, headers: {}, contentType: 'application/json' };
  const request = { kind: 'asyncapi', arguments: { broker, address: 'say', variables: {}, message } };
  return activity.run(request, { signal: new AbortController().signal, key: 'k' });
}

describe('the asyncapi activity', () => {
  it('publishes over http to a stub', async () => {
    expect(await publish('http', 'http://talk.test', { stubs: [stub] })).toBeNull();
  });

  it('reaches no broker where stubs stand for the network', async () => {
    await expect(
      publish('redis', 'redis://127.0.0.1:1', { stubs: [stub], allowPrivate: true }),
    ).rejects.toMatchObject({
      problem: { status: 503, title: 'No stub' },
    });
  });

  it.each(['amqp', 'amqp1', 'http', 'kafka', 'mqtt', 'mqtt5', 'nats', 'redis', 'ws'])(
    'C13 refuses private addresses over %s',
    async (protocol) => {
      for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
        await expect(publish(protocol, `${host}:1`, {})).rejects.toMatchObject({ problem: { status: 403 } });
      }
    },
    20_000,
  );

  it.each(['127.1', '2130706433', '0x7f.1', '%3127.0.0.1', '１２７.0.0.1', '127。0。0。1'])(
    'C13 reaches no private address that is written as %s',
    async (host) => {
      const server = createServer();
      let connections = 0;
      server.on('connection', (socket) => {
        connections++;
        socket.destroy();
      });
      const port = await new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          const address = server.address();
          resolve(typeof address === 'object' && address !== null ? address.port : 0);
        });
      });
      try {
        for (const protocol of ['http', 'mqtt', 'redis', 'ws']) {
          await expect(publish(protocol, `${host}:${port}`, {})).rejects.toThrow();
        }
        expect(connections).toBe(0);
      } finally {
        server.close();
      }
    },
    20_000,
  );

  it.each(['amqp', 'amqp1', 'http', 'kafka', 'mqtt', 'mqtt5', 'nats', 'redis', 'ws'])(
    'C13 fails with 503 where nobody listens, over %s',
    async (protocol) => {
      await expect(publish(protocol, '127.0.0.1:1', { allowPrivate: 'loopback' })).rejects.toMatchObject({
        problem: { status: 503 },
      });
    },
    20_000,
  );
});
