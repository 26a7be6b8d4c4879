import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startNats } from '../brokers/nats.ts';
import { type Broker, describeBroker } from '../brokers/program.ts';
import { type Document, during, hear, numbers, run, say } from './workflows.ts';

describeBroker('nats-server', 'call asyncapi over NATS', () => {
  let broker: Broker;
  let client: NatsConnection;
  let streams: JetStreamManager;
  let count = 0;
  let subject = '';

  const login = { user: 'ada', password: 'secret' };
  const authentication = ', authentication: { basic: { username: ada, password: secret } }';

  beforeAll(async () => {
    broker = await startNats(login);
    client = await connect({ servers: `127.0.0.1:${broker.port}`, user: login.user, pass: login.password });
    streams = await jetstreamManager(client);
  });
  afterAll(async () => {
    await client?.close();
    await broker?.stop();
  });
  beforeEach(() => {
    subject = `talk.s${++count}`;
  });

  function talk(more: Partial<Document> = {}): Document {
    return { server: `host: '127.0.0.1:${broker.port}', protocol: nats`, address: subject, ...more };
  }

  it('C13 C14 C18 publishes a message that a client sees, with its headers', async () => {
    const seen = client.subscribe(subject, { max: 1 });
    const result = await run(talk(), say('payload: { n: 1 }, headers: { trace: a1 }', authentication));
    expect(result.status).toBe('completed');
    for await (const message of seen) {
      expect(message.json()).toEqual({ n: 1 });
      expect(message.headers?.get('trace')).toBe('a1');
    }
  });

  it('C14 publishes into a stream once, under an id', async () => {
    await streams.streams.add({ name: `S${count}`, subjects: [subject] });
    const result = await run(talk(), say('payload: { n: 1 }', authentication));
    const stored = await streams.streams.getMessage(`S${count}`, { last_by_subj: subject });
    expect(stored?.header.get('Nats-Msg-Id')).toBe(`${result.instance}/do/0/call~1`);
  });

  it('C15 C16 takes messages of core NATS, with a wildcard for a parameter', async () => {
    const document = talk({ address: `${subject}.{room}`, channel: 'parameters: { room: {} }' });
    const result = await during(run(document, hear('consume: { amount: 2 }', authentication)), (payload) =>
      client.publish(`${subject}.hall`, JSON.stringify(payload)),
    );
    expect(numbers(result)).toEqual([0, 1]);
    expect(result.output).toMatchObject([{ headers: { subject: `${subject}.hall` } }, {}]);
  });

  it('C15 C16 takes messages of a stream, and its consumer is gone afterwards', async () => {
    const stream = `S${count}`;
    await streams.streams.add({ name: stream, subjects: [subject] });
    const result = await during(run(talk(), hear('consume: { amount: 3 }', authentication)), (payload) =>
      client.publish(subject, JSON.stringify(payload)),
    );
    expect(numbers(result)).toEqual([0, 1, 2]);
    expect((await streams.streams.info(stream)).state.consumer_count).toBe(0);
  });

  it('C18 fails with 401 when the server does not know the login', async () => {
    const wrong = ', authentication: { bearer: { token: wrong } }';
    expect(await run(talk(), say('payload: { n: 1 }', wrong))).toMatchObject({ error: { status: 401 } });
  });
});
