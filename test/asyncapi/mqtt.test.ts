import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startMosquitto } from '../brokers/mosquitto.ts';
import { type Broker, describeBroker } from '../brokers/program.ts';
import { type Document, hear, payloads, run, say } from './workflows.ts';

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

  /** Publishes once somebody has subscribed; the broker tells how many there are by a retained count of its own. */
  async function send(...payloads: readonly object[]): Promise<void> {
    for (const payload of payloads) await client.publishAsync(topic, JSON.stringify(payload), { qos: 1 });
  }

  /** Says the payloads again and again until the run has ended: nothing tells when it began to listen. */
  async function during<Result>(running: Promise<Result>, from = 1): Promise<Result> {
    let over = false;
    const ended = running.finally(() => {
      over = true;
    });
    for (let n = from; !over; n++) {
      await send({ n });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return ended;
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

  it('C15 C16 takes an amount of messages in order', async () => {
    const result = await during(run(talk('mqtt'), hear('consume: { amount: 3 }')));
    const [first, second, third] = payloads(result).map((payload) => Number(Object.values(payload ?? {})[0]));
    expect([second, third]).toEqual([(first ?? 0) + 1, (first ?? 0) + 2]);
  });
});
