import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMosquitto } from '../brokers/mosquitto.ts';
import { type Broker, describeBroker } from '../brokers/program.ts';
import { type Document, during, hear, numbers, payloads, refusals, run, say } from './workflows.ts';

describeBroker('mosquitto', 'call asyncapi over MQTT', () => {
  let broker: Broker;
  let client: MqttClient;
  let topic = '';
  let count = 0;

  beforeAll(async () => {
    broker = await startMosquitto();
    client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
      protocolVersion: 5,
      reconnectPeriod: 0,
    });
  });
  afterAll(async () => {
    await client.endAsync();
    await broker.stop();
  });

  /** A document of a topic that no other test has. */
  function talk(protocol: 'mqtt' | 'mqtt5', more: Partial<Document> = {}): Document {
    topic = `talk/${++count}`;
    return { server: `host: '127.0.0.1:${broker.port}', protocol: ${protocol}`, address: topic, ...more };
  }

  async function send(payload: object): Promise<void> {
    await client.publishAsync(topic, JSON.stringify(payload), { qos: 1 });
  }

  it('C13 C14 publishes a message that a client sees, with its headers', async () => {
    const document = talk('mqtt5', { operation: ', bindings: { mqtt: { qos: 2, retain: true } }' });
    const result = await run(document, say("payload: { n: '${ .number }' }, headers: { trace: a1 }"), {
      number: 7,
    });
    expect(result).toMatchObject({ status: 'completed', output: { number: 7 } });
    const seen = new Promise((resolve) =>
      client.once('message', (_topic, body, { qos, retain, properties }) =>
        resolve({ body: JSON.parse(body.toString()), qos, retain, properties }),
      ),
    );
    await client.subscribeAsync(topic, { qos: 2 });
    expect(await seen).toMatchObject({
      body: { n: 7 },
      qos: 2,
      retain: true,
      properties: { contentType: 'application/json', userProperties: { trace: 'a1' } },
    });
    await client.unsubscribeAsync(topic);
  });

  it('C14 publishes over MQTT 3.1.1 without headers', async () => {
    const seen = new Promise((resolve) => client.once('message', (_topic, body) => resolve(body.toString())));
    const document = talk('mqtt');
    await client.subscribeAsync(topic, { qos: 1 });
    await run(document, say('payload: { n: 1 }'));
    expect(await seen).toBe('{"n":1}');
    await client.unsubscribeAsync(topic);
  });

  it('C14 refuses headers where messages have none', async () => {
    expect(await refusals(talk('mqtt'), say('payload: { n: 1 }, headers: { a: b }'))).toEqual([
      '"headers" of a message over mqtt, which has none, is not supported yet',
    ]);
  });

  it('C14 checks the payload before anything is sent', async () => {
    const result = await run(talk('mqtt'), say('payload: { other: 1 }'));
    expect(result).toMatchObject({ status: 'faulted', error: { status: 400 } });
  });

  it('C13 takes the value of a channel’s parameter from the message, and any when it subscribes', async () => {
    const parameters = "parameters: { room: { location: '$message.payload#/room' } }";
    const document = talk('mqtt', { channel: parameters });
    const address = `${topic}/{room}`;
    const hearing = run({ ...document, address }, hear('consume: { amount: 1 }'));
    const result = await during(hearing, () =>
      run({ ...document, address }, say('payload: { n: 1, room: hall }')),
    );
    expect(result.output).toMatchObject([{ payload: { room: 'hall' }, headers: { topic: `${topic}/hall` } }]);
  });

  it('C15 C16 C17 takes an amount of messages in order', async () => {
    const result = await during(run(talk('mqtt'), hear('consume: { amount: 3 }')), send);
    expect(numbers(result)).toEqual([0, 1, 2]);
  });

  it('C15 C16 goes on while the condition holds after a message', async () => {
    const result = await during(run(talk('mqtt5'), hear("consume: { while: '${ length < 2 }' }")), send);
    expect(numbers(result)).toEqual([0, 1]);
  });

  it('C15 C16 asks until before the next message', async () => {
    const until = "consume: { until: '${ length > 0 and .[-1].payload.n % 5 == 0 }' }";
    const result = await during(run(talk('mqtt'), hear(until)), send);
    const rests = payloads(result).map((payload) => Number(Object.values(payload ?? {})[0]) % 5);
    expect(rests.indexOf(0)).toBe(rests.length - 1);
  });

  it('C16 ends after the time of for, with what came', async () => {
    const limited = "consume: { for: { milliseconds: 600 }, while: '${ true }' }";
    const result = await during(run(talk('mqtt'), hear(limited)), send);
    expect(result.status).toBe('completed');
    expect(numbers(result).length).toBeGreaterThan(1);
  });

  it('C16 ends after the time of for when nothing came', async () => {
    const result = await run(talk('mqtt'), hear('consume: { for: PT0.2S, amount: 1 }'));
    expect(result).toMatchObject({ status: 'completed', output: [] });
  });

  it('C15 takes only what passes the filter', async () => {
    const even = "filter: '${ .payload.n % 2 == 0 }', consume: { amount: 2 }";
    expect(numbers(await during(run(talk('mqtt'), hear(even)), send))).toEqual([0, 2]);
  });

  it('C15 C17 runs foreach for each message, one after the other', async () => {
    const foreach =
      "foreach: { item: said, at: i, do: [{ double: { set: { twice: '${ $said.payload.n * 2 }', i: '${ $i }' } } }], output: { as: '${ .twice - 2 * $said.payload.n + .i }' } }";
    const result = await during(run(talk('mqtt'), hear(`consume: { amount: 3 }, ${foreach}`)), send);
    expect(result.output).toEqual([0, 1, 2]);
  });

  it('C15 reads the correlation id where the message defines it', async () => {
    const document = talk('mqtt', { message: "correlationId: { location: '$message.payload#/n' }" });
    const result = await during(
      run(document, hear("filter: '${ .correlationId | tonumber == 5 }', consume: { amount: 1 }")),
      send,
    );
    expect(result.output).toMatchObject([{ payload: { n: 5 }, correlationId: '5' }]);
  });

  it('C13 fails with 503 when nothing listens there', async () => {
    const nobody = { server: "host: '127.0.0.1:1', protocol: mqtt", address: 'a' };
    const result = await run(nobody, say('payload: { n: 1 }'));
    expect(result).toMatchObject({ status: 'faulted', error: { status: 503, instance: '/do/0/call' } });
    expect(result.error?.detail).toContain('ECONNREFUSED');
  });

  it('C13 does not trust a server without a certificate', async () => {
    const secure = { server: `host: '127.0.0.1:${broker.port}', protocol: mqtts`, address: 'a' };
    expect(await run(secure, say('payload: { n: 1 }'))).toMatchObject({ error: { status: 503 } });
  });
});
