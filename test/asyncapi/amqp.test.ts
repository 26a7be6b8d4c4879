import { createHash } from 'node:crypto';
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import rhea from 'rhea';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, describeBroker } from '../brokers/program.ts';
import { startRabbitMq } from '../brokers/rabbitmq.ts';
import { type Document, during, hear, numbers, run, say } from './workflows.ts';

describeBroker('rabbitmq-server', 'call asyncapi over AMQP', () => {
  let broker: Broker;
  let client: ChannelModel;
  let channel: ConfirmChannel;
  let count = 0;
  let name = '';

  beforeAll(async () => {
    broker = await startRabbitMq();
    client = await connect({ port: broker.port, username: 'guest', password: 'guest' });
    channel = await client.createConfirmChannel();
  }, 60_000);
  afterAll(async () => {
    await client?.close();
    await broker?.stop();
  });
  beforeEach(() => {
    name = `talk-${++count}`;
  });

  const authentication = ', authentication: { basic: { username: guest, password: guest } }';

  function talk(protocol: 'amqp' | 'amqp1', more: Partial<Document> = {}): Document {
    return { server: `host: '127.0.0.1:${broker.port}', protocol: ${protocol}`, address: name, ...more };
  }

  function exchange(more = ''): Partial<Document> {
    return {
      channel: `bindings: { amqp: { is: routingKey, exchange: { name: ex-${name}, type: topic, autoDelete: true${more} } } }`,
    };
  }

  function queue(): Partial<Document> {
    return { channel: `bindings: { amqp: { is: queue, queue: { name: ${name}, durable: true } } }` };
  }

  async function sendToQueue(...payloads: readonly object[]): Promise<void> {
    await channel.assertQueue(name);
    for (const payload of payloads) channel.sendToQueue(name, Buffer.from(JSON.stringify(payload)));
    await channel.waitForConfirms();
  }

  async function waiting(): Promise<number> {
    return (await channel.checkQueue(name)).messageCount;
  }

  describe('0.9.1', () => {
    it('C13 C14 C18 publishes to a queue with id, headers and properties', async () => {
      await channel.assertQueue(name);
      const document = talk('amqp', {
        operation: ', bindings: { amqp: { priority: 3, expiration: 60000 } }',
        message: "correlationId: { location: '$message.header#/conversation' }",
      });
      const message = 'payload: { n: 1 }, headers: { conversation: c7 }';
      const result = await run(document, say(message, authentication));
      expect(result).toMatchObject({ status: 'completed' });
      const got = await channel.get(name, { noAck: true });
      expect(got === false ? undefined : { ...got.properties, body: got.content.toString() }).toMatchObject({
        body: '{"n":1}',
        contentType: 'application/json',
        correlationId: 'c7',
        headers: { conversation: 'c7' },
        messageId: `${result.instance}/do/0/call~1`,
        priority: 3,
        expiration: '60000',
        deliveryMode: 2,
      });
    });

    it('C14 fails when no queue takes the message', async () => {
      const result = await run(talk('amqp'), say('payload: { n: 1 }'));
      expect(result).toMatchObject({ status: 'faulted', error: { status: 503 } });
      expect(result.error?.detail).toContain('no queue takes messages');
    });

    it('C14 declares the exchange that the binding describes, and publishes under the key', async () => {
      await channel.assertExchange(`ex-${name}`, 'topic', { autoDelete: true });
      await channel.assertQueue(name);
      await channel.bindQueue(name, `ex-${name}`, '#');
      await run(talk('amqp', exchange()), say('payload: { n: 1 }'));
      const got = await channel.get(name, { noAck: true });
      expect(got === false ? undefined : got.fields).toMatchObject({
        exchange: `ex-${name}`,
        routingKey: name,
      });
    });

    it('C15 C16 takes as many messages of a queue as it wants, and leaves the others there', async () => {
      await sendToQueue({ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }, { n: 5 });
      const result = await run(talk('amqp', queue()), hear('consume: { amount: 2 }'));
      expect(numbers(result)).toEqual([0, 1]);
      expect(await waiting()).toBe(3);
    });

    it('C15 C17 leaves messages in the queue while foreach works', async () => {
      await sendToQueue({ n: 1 }, { n: 2 }, { n: 3 });
      const foreach = 'foreach: { do: [{ rest: { wait: { milliseconds: 300 } } }] }';
      const result = await run(talk('amqp', queue()), hear(`consume: { amount: 2 }, ${foreach}`));
      expect(result.status).toBe('completed');
      expect(await waiting()).toBe(1);
    });

    it('C15 has a queue of its own on an exchange, which is gone afterwards', async () => {
      const hearing = run(talk('amqp', exchange()), hear('consume: { amount: 2 }'));
      const result = await during(hearing, async (payload) => {
        await channel.assertExchange(`ex-${name}`, 'topic', { autoDelete: true });
        channel.publish(`ex-${name}`, name, Buffer.from(JSON.stringify(payload)));
      });
      expect(numbers(result)).toEqual([0, 1]);
      const own = createHash('sha256').update(`${result.instance}/do/0/call~1`).digest('hex').slice(0, 32);
      const look = await client.createChannel();
      look.on('error', () => undefined);
      await expect(look.checkQueue(`eventctl-${own}`)).rejects.toThrow('NOT_FOUND');
    });

    it('C18 fails with 401 when the broker does not know the login', async () => {
      const wrong = ', authentication: { basic: { username: guest, password: wrong } }';
      const result = await run(talk('amqp'), say('payload: { n: 1 }', wrong));
      expect(result).toMatchObject({ status: 'faulted', error: { status: 401 } });
    });
  });

  describe('1.0', () => {
    it('C13 C14 C18 publishes with id, properties and headers', async () => {
      await channel.assertQueue(name);
      const document = talk('amqp1', { address: `/amq/queue/${name}` });
      const result = await run(document, say('payload: { n: 1 }, headers: { trace: a1 }', authentication));
      expect(result.status).toBe('completed');
      const got = await channel.get(name, { noAck: true });
      expect(got === false ? undefined : { ...got.properties, body: got.content.toString() }).toMatchObject({
        body: '{"n":1}',
        contentType: 'application/json',
        messageId: `${result.instance}/do/0/call~1`,
        // RabbitMQ hands them to clients of the older version as they came.
        headers: { 'x-amqp-1.0-app-properties': expect.stringContaining('trace') },
      });
    });

    it('C15 C16 takes as many messages as it wants, and leaves the others there', async () => {
      await sendToQueue({ n: 1 }, { n: 2 }, { n: 3 });
      const document = talk('amqp1', { address: `/amq/queue/${name}` });
      const result = await run(document, hear('consume: { amount: 2 }', authentication));
      expect(numbers(result)).toEqual([0, 1]);
      expect(await waiting()).toBe(1);
    });

    it('C15 reads messages of other clients', async () => {
      await channel.assertQueue(name);
      const hearing = run(
        talk('amqp1', { address: `/amq/queue/${name}` }),
        hear('consume: { amount: 1 }', authentication),
      );
      const container = rhea.create_container();
      container.once('sendable', ({ sender }) => {
        sender?.send({ body: '{"n":1}', application_properties: { trace: 'a1' }, correlation_id: 'c' });
      });
      container.once('accepted', ({ connection }) => connection.close());
      const sending = container.connect({
        port: broker.port,
        username: 'guest',
        password: 'guest',
        reconnect: false,
      });
      sending.open_sender(`/amq/queue/${name}`);
      expect(await hearing).toMatchObject({
        output: [{ payload: { n: 1 }, headers: { trace: 'a1' }, correlationId: 'c' }],
      });
    });

    it('C18 fails with 401 when the broker does not know the login', async () => {
      const wrong = ', authentication: { basic: { username: guest, password: wrong } }';
      const result = await run(talk('amqp1'), say('payload: { n: 1 }', wrong));
      expect(result).toMatchObject({ status: 'faulted', error: { status: 401 } });
    });

    it('C13 says so when the address is none', async () => {
      const result = await run(
        talk('amqp1', { address: '/nonsense/x' }),
        say('payload: { n: 1 }', authentication),
      );
      expect(result).toMatchObject({ status: 'faulted', error: { status: 503 } });
    });
  });
});
