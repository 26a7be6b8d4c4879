import type { ConsumerRunConfig, KafkaMessage } from 'kafkajs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createAuthenticator } from '../../authentication/index.ts';
import { createDialler } from '../../network/index.ts';
import type { Feed, Place, Received } from './broker.ts';
import { kafka } from './kafka.ts';

/** What the stand-in for the client library was asked to do, in order. */
const calls: [string, unknown][] = [];
let running: ConsumerRunConfig = {};
let offsets: { partition: number; offset: string }[] = [];

vi.mock('kafkajs', () => {
  const note =
    (name: string, answer: (given: unknown) => unknown = () => undefined) =>
    async (given: unknown) => {
      calls.push([name, given]);
      return answer(given);
    };
  class Kafka {
    constructor(options: unknown) {
      calls.push(['client', options]);
    }
    producer = () => ({ connect: note('connect'), send: note('send'), disconnect: note('disconnect') });
    admin = () => ({
      connect: async () => undefined,
      disconnect: async () => undefined,
      fetchOffsets: async () => [{ topic: 't', partitions: offsets }],
      fetchTopicOffsets: async () => [{ partition: 0, offset: '9', high: '9', low: '2' }],
      setOffsets: note('setOffsets'),
      deleteGroups: note('deleteGroups'),
    });
    consumer = (options: unknown) => {
      calls.push(['consumer', options]);
      return {
        on: () => undefined,
        connect: async () => undefined,
        subscribe: note('subscribe'),
        run: async (config: ConsumerRunConfig) => {
          running = config;
        },
        disconnect: note('disconnect'),
      };
    };
  }
  return { Kafka, logLevel: { NOTHING: 0 } };
});

const none = (): never => {
  throw new Error('nothing is sent');
};

function place(bindings: Partial<Place['bindings']> = {}, more: Partial<Place> = {}): Place {
  return {
    hosts: [{ host: 'a' }, { host: 'b', port: 9093 }],
    secure: false,
    path: '',
    channel: 'talk',
    pattern: false,
    bindings: { server: {}, channel: {}, operation: {}, ...bindings },
    name: 'eventctl-1',
    dialler: createDialler(false),
    web: { authenticator: createAuthenticator({ transport: none, now: Date.now }), stream: none },
    ...more,
  };
}

const of = (name: string): unknown[] => calls.filter(([one]) => one === name).map(([, given]) => given);

beforeEach(() => {
  calls.length = 0;
  offsets = [];
});

describe('Kafka, against a stand-in for the client library (no broker)', () => {
  const message = {
    body: Buffer.from('1'),
    contentType: 'application/json',
    headers: { h: 'x' },
    key: 'k',
    bindings: {},
  };

  it('publishes to the topic of the binding and waits for all replicas', async () => {
    const bindings = { key: { type: 'string', const: 'same' } };
    await kafka.publish(
      place({ channel: { topic: 't' } }),
      { ...message, bindings },
      new AbortController().signal,
    );
    expect(of('send')).toEqual([
      {
        topic: 't',
        acks: -1,
        messages: [
          { key: 'same', value: Buffer.from('1'), headers: { 'content-type': 'application/json', h: 'x' } },
        ],
      },
    ]);
    expect(of('disconnect')).toHaveLength(1);
  });

  it('has the correlation id as key where the document gives none', async () => {
    await kafka.publish(place(), { ...message, correlationId: 'c' }, new AbortController().signal);
    expect(of('send')).toMatchObject([{ topic: 'talk', messages: [{ key: 'c' }] }]);
  });

  it.each([
    [
      { username: 'u', password: 'p' },
      { mechanism: 'plain', username: 'u', password: 'p' },
    ],
    [{ token: 't' }, { mechanism: 'oauthbearer' }],
  ])('logs in with %j', async (login, sasl) => {
    await kafka.publish(place({}, { login }), message, new AbortController().signal);
    expect(of('client')).toMatchObject([{ brokers: ['a:9092', 'b:9093'], sasl }]);
  });

  it('judges every broker that it is led to', async () => {
    await kafka.publish(place(), message, new AbortController().signal);
    const [options] = of('client') as { socketFactory: (to: object) => unknown }[];
    expect(() => options?.socketFactory({ host: '10.0.0.1', port: 1, onConnect: none })).toThrow(
      '10.0.0.1 is not a public address',
    );
  });

  const taken: Received[] = [];
  const feed: Feed = {
    take: async (received) => void taken.push(received),
    wanted: async () => undefined,
    signal: new AbortController().signal,
  };

  it('begins a group of its own where the topic ends, and takes it away afterwards', async () => {
    const subscription = await kafka.subscribe(place(), feed);
    expect(of('setOffsets')).toEqual([
      { groupId: 'eventctl-1', topic: 'talk', partitions: [{ partition: 0, offset: '9' }] },
    ]);
    await subscription.close({ keep: false });
    expect(of('deleteGroups')).toEqual([['eventctl-1']]);
  });

  it('goes on where its group was', async () => {
    offsets = [{ partition: 0, offset: '4' }];
    const subscription = await kafka.subscribe(place(), feed);
    await subscription.close({ keep: true });
    expect([of('setOffsets'), of('deleteGroups')]).toEqual([[], []]);
  });

  it('leaves a group alone that the document names', async () => {
    const subscription = await kafka.subscribe(place({ operation: { groupId: { enum: ['shared'] } } }), feed);
    await subscription.close({ keep: false });
    expect(of('consumer')).toMatchObject([{ groupId: 'shared' }]);
    expect(of('deleteGroups')).toEqual([]);
  });

  it('knows a message by its place, so that it is taken once', async () => {
    await kafka.subscribe(place(), feed);
    const given: KafkaMessage = {
      key: Buffer.from('k'),
      value: Buffer.from('1'),
      headers: { 'content-type': 'application/json', h: Buffer.from('x') },
      offset: '5',
      timestamp: '0',
      attributes: 0,
    };
    const heartbeat = async (): Promise<void> => undefined;
    await running.eachMessage?.({
      topic: 'talk',
      partition: 2,
      message: given,
      heartbeat,
      pause: () => () => undefined,
    });
    expect(taken.at(-1)).toEqual({
      body: Buffer.from('1'),
      contentType: 'application/json',
      headers: { h: 'x', key: 'k' },
      id: 'talk/2/5',
    });
  });
});
