import { describe, expect, it } from 'vitest';
import { readService, type Service } from './index.ts';

async function read(body: string): Promise<Service> {
  const text = `asyncapi: 2.6.0\ninfo: { title: T, version: '1' }\n${body}`;
  const { service, diagnostics } = await readService({ file: { path: 't.yaml', text }, files: new Map() });
  if (service === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return service;
}

describe('an AsyncAPI 2 document', () => {
  it('receives what others publish and sends what others subscribe to', async () => {
    const { operations } = await read(`
channels:
  orders:
    publish: { operationId: placeOrder, message: { name: Order } }
    subscribe: { operationId: orderPlaced, message: { name: Placed } }
`);
    expect(operations).toEqual([
      { id: 'placeOrder', direction: 'receive', channel: 'orders', messages: ['Order'] },
      { id: 'orderPlaced', direction: 'send', channel: 'orders', messages: ['Placed'] },
    ]);
  });

  it('names operations that have no operationId after their channel', async () => {
    const { operations } = await read(
      'channels: { a/b: { publish: { message: {} }, subscribe: { message: {} } } }',
    );
    expect(operations.map(({ id }) => id)).toEqual(['a/b.publish', 'a/b.subscribe']);
  });

  it('has channels whose address is their name', async () => {
    const { channels } = await read('channels: { a/b: {} }');
    expect(channels).toEqual([{ name: 'a/b', address: 'a/b', messages: [] }]);
  });

  it('names a message by its component, else by its operation', async () => {
    const { channels } = await read(`
channels:
  a:
    publish: { message: { $ref: '#/components/messages/Order' } }
    subscribe: { operationId: inline, message: { payload: { type: string } } }
components: { messages: { Order: { payload: { type: object } } } }
`);
    expect(channels[0]?.messages.map(({ name }) => name)).toEqual(['Order', 'inline']);
  });

  it('has each of several messages of an operation', async () => {
    const { operations, channels } = await read(`
channels:
  a:
    publish:
      message:
        oneOf: [{ name: One }, { $ref: '#/components/messages/Two' }]
components: { messages: { Two: {} } }
`);
    expect(operations[0]?.messages).toEqual(['One', 'Two']);
    expect(channels[0]?.messages.map(({ name }) => name)).toEqual(['One', 'Two']);
  });

  it('has a message once that both of its operations carry', async () => {
    const { channels } = await read(`
channels:
  a:
    publish: { message: { $ref: '#/components/messages/Order' } }
    subscribe: { message: { $ref: '#/components/messages/Order' } }
components: { messages: { Order: {} } }
`);
    expect(channels[0]?.messages).toHaveLength(1);
  });

  it('tells messages of one name and different content apart', async () => {
    const { operations, channels } = await read(`
channels:
  a:
    publish: { operationId: in, message: { name: M, payload: { type: string } } }
    subscribe: { operationId: out, message: { name: M, payload: { type: number } } }
`);
    expect(operations.map(({ messages }) => messages)).toEqual([['M'], ['out.M']]);
    expect(channels[0]?.messages.map(({ eventType }) => eventType)).toEqual(['M', 'M']);
  });

  it('has the default content type of the document', async () => {
    const { channels } = await read(
      'defaultContentType: text/csv\nchannels: { a: { publish: { message: { name: M } } } }',
    );
    expect(channels[0]?.messages[0]?.contentType).toBe('text/csv');
  });

  it('has servers', async () => {
    const { servers } = await read(
      'servers: { main: { url: "mqtt://host:1883", protocol: mqtt } }\nchannels: {}',
    );
    expect(servers).toEqual([{ name: 'main', url: 'mqtt://host:1883', protocol: 'mqtt' }]);
  });
});
