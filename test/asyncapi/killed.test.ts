import { connect } from 'amqplib';
import { connectAsync } from 'mqtt';
import { afterEach, expect, it } from 'vitest';
import { type Client, openClient } from '../../src/client/index.ts';
import { hasEnded, type Instance } from '../../src/machine/index.ts';
import { startMosquitto } from '../brokers/mosquitto.ts';
import { type Broker, describeBroker } from '../brokers/program.ts';
import { startRabbitMq } from '../brokers/rabbitmq.ts';
import { Workers } from '../chaos/workers.ts';
import { describeRedis, startRedis } from '../redis/server.ts';
import { type Document, documentOf, hear } from './workflows.ts';

/** The workers are processes of the built command line: `npm test` builds it first. */
describeRedis(
  'a subscription whose worker is killed',
  () => {
    const stops: (() => Promise<unknown>)[] = [];
    afterEach(async () => {
      for (const stop of stops.splice(0).reverse()) await stop();
    }, 30_000);

    interface Running {
      readonly client: Client;
      readonly workers: Workers;
      readonly id: string;
    }

    /** Starts a workflow that takes three messages, in a worker process. */
    async function begin(document: Document): Promise<Running> {
      const redis = await startRedis();
      stops.push(() => redis.stop());
      const client = await openClient({ store: redis.url });
      stops.push(() => client.close());
      await client.apply([
        { path: 'talk.yaml', text: documentOf(document) },
        { path: 'workflow.yaml', text: hear('consume: { amount: 3 }') },
      ]);
      const workers = new Workers(1, ['worker', '--store', redis.url, '--allow-private', 'loopback']);
      stops.push(() => workers.stop());
      const workflow = { namespace: 'test', name: 'talk', version: 'latest' };
      const { id } = await client.startInstance({ workflow, input: {} });
      return { client, workers, id };
    }

    /** Looks at the instance until it is as wanted; sends something before each further look. */
    async function until(
      { client, id }: Running,
      wanted: (instance: Instance) => boolean,
      send: () => Promise<unknown> = async () => undefined,
    ): Promise<Instance> {
      for (;;) {
        const instance = await client.showInstance(id);
        if (wanted(instance)) return instance;
        await send();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }

    const isOver = ({ status }: Instance): boolean => hasEnded(status);

    /** One message reaches the first worker; one comes while there is none, one when there is another. */
    async function survive(document: Document, send: (n: number) => Promise<unknown>): Promise<void> {
      const running = await begin(document);
      const hasTaken = ({ frames }: Instance): boolean =>
        Object.values(frames).some(({ memory }) => memory?.['count'] === 1);
      await until(running, hasTaken, () => send(1));
      await running.workers.replace(0);
      await send(2);
      const { status, output } = await until(running, isOver, () => send(3));
      expect(status).toBe('completed');
      expect(JSON.stringify(output)).toContain('"payload":{"n":2}');
    }

    async function started(starting: Promise<Broker>): Promise<Broker> {
      const broker = await starting;
      stops.push(() => broker.stop());
      return broker;
    }

    describeBroker('mosquitto', 'over MQTT', () => {
      it('C15 goes on in another one, with what was sent in between', async () => {
        const { port } = await started(startMosquitto());
        const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
        stops.push(() => client.endAsync(true));
        const document = { server: `host: '127.0.0.1:${port}', protocol: mqtt`, address: 'talk' };
        await survive(document, (n) => client.publishAsync('talk', JSON.stringify({ n }), { qos: 1 }));
      }, 60_000);
    });

    describeBroker('rabbitmq-server', 'over AMQP', () => {
      it('C15 goes on in another one, with what was sent in between', async () => {
        const { port } = await started(startRabbitMq());
        const client = await connect({ port, username: 'guest', password: 'guest' });
        stops.push(() => client.close());
        const channel = await client.createChannel();
        await channel.assertExchange('said', 'topic');
        const document = {
          server: `host: '127.0.0.1:${port}', protocol: amqp`,
          address: 'talk',
          channel: 'bindings: { amqp: { is: routingKey, exchange: { name: said, type: topic } } }',
        };
        await survive(document, async (n) =>
          channel.publish('said', 'talk', Buffer.from(JSON.stringify({ n }))),
        );
      }, 90_000);
    });
  },
  'own',
);
