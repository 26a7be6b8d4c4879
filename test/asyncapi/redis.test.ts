import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeRedis, type RedisServer, startRedis } from '../redis/server.ts';
import { type Document, during, hear, numbers, refusals, run, say } from './workflows.ts';

describeRedis(
  'call asyncapi over Redis',
  () => {
    let server: RedisServer;
    let client: Redis;
    let count = 0;
    let channel = '';

    const authentication = ', authentication: { basic: { username: default, password: secret } }';

    beforeAll(async () => {
      server = await startRedis();
      client = new Redis({ host: '127.0.0.1', port: server.port });
      await client.config('SET', 'requirepass', 'secret');
      await client.auth('secret');
    });
    afterAll(async () => {
      client?.disconnect();
      await server?.stop();
    });
    beforeEach(() => {
      channel = `talk:${++count}`;
    });

    function talk(more: Partial<Document> = {}): Document {
      return { server: `host: '127.0.0.1:${server.port}', protocol: redis`, address: channel, ...more };
    }

    it('C13 C14 C18 publishes a message that a client sees', async () => {
      const listener = new Redis({ host: '127.0.0.1', port: server.port, password: 'secret' });
      const seen = new Promise((resolve) => listener.once('message', (_channel, body) => resolve(body)));
      await listener.subscribe(channel);
      const result = await run(talk(), say('payload: { n: 1 }', authentication));
      expect(result.status).toBe('completed');
      expect(await seen).toBe('{"n":1}');
      listener.disconnect();
    });

    it('C15 C16 takes messages until the condition holds', async () => {
      const until = "consume: { until: '${ length == 2 }' }";
      const result = await during(run(talk(), hear(until, authentication)), (payload) =>
        client.publish(channel, JSON.stringify(payload)),
      );
      expect(numbers(result)).toEqual([0, 1]);
    });

    it('C15 takes messages of all channels that fit a parameter', async () => {
      const document = talk({ address: `${channel}:{room}`, channel: 'parameters: { room: {} }' });
      const result = await during(run(document, hear('consume: { amount: 1 }', authentication)), (payload) =>
        client.publish(`${channel}:hall`, JSON.stringify(payload)),
      );
      expect(result.output).toMatchObject([{ headers: { channel: `${channel}:hall` } }]);
    });

    it('C14 refuses headers, which Redis does not have', async () => {
      expect(await refusals(talk(), say('payload: { n: 1 }, headers: { a: b }'))).toHaveLength(1);
    });

    it('C18 fails with 401 when the server does not know the login', async () => {
      const wrong = ', authentication: { bearer: { token: wrong } }';
      expect(await run(talk(), say('payload: { n: 1 }', wrong))).toMatchObject({ error: { status: 401 } });
    });
  },
  'own',
);
