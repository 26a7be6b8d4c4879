import { describe, expect, it } from 'vitest';
import { readService } from './index.ts';

async function read(body: string) {
  const text = `asyncapi: 3.0.0\ninfo: { title: T, version: '1' }\n${body}`;
  const { service, diagnostics } = await readService({ file: { path: 't.yaml', text }, files: new Map() });
  return { service, diagnostics: diagnostics.map(({ severity, code }) => `${severity} ${code}`) };
}

describe('an AsyncAPI 3 document', () => {
  it('has operations with the direction they say', async () => {
    const { service } = await read(`
channels:
  in: { address: orders/in, messages: { Order: {} } }
operations:
  take: { action: receive, channel: { $ref: '#/channels/in' } }
  tell: { action: send, channel: { $ref: '#/channels/in' } }
`);
    expect(service?.operations.map(({ id, direction }) => `${id} ${direction}`)).toEqual([
      'take receive',
      'tell send',
    ]);
  });

  it('has channels with name and address, and the name where the address is not known', async () => {
    const { service } = await read(
      'channels: { in: { address: orders/in }, out: { address: null }, no: {} }',
    );
    expect(service?.channels.map(({ name, address }) => `${name} ${address}`)).toEqual([
      'in orders/in',
      'out out',
      'no no',
    ]);
  });

  it("gives an operation that chooses none all of its channel's messages", async () => {
    const { service } = await read(`
channels: { a: { messages: { One: {}, Two: {} } } }
operations: { take: { action: receive, channel: { $ref: '#/channels/a' } } }
`);
    expect(service?.operations[0]?.messages).toEqual(['One', 'Two']);
  });

  it('gives an operation the messages it chooses, by the name they have', async () => {
    const { service } = await read(`
channels:
  a: { messages: { one: { name: First }, two: { $ref: '#/components/messages/Two' } } }
operations:
  take:
    action: receive
    channel: { $ref: '#/channels/a' }
    messages: [{ $ref: '#/channels/a/messages/one' }, { $ref: '#/channels/a/messages/two' }]
components: { messages: { Two: {} } }
`);
    expect(service?.operations[0]?.messages).toEqual(['First', 'two']);
  });

  it('names a message by its key in the channel', async () => {
    const { service } = await read(`
channels: { a: { messages: { inChannel: { $ref: '#/components/messages/Component' } } } }
components: { messages: { Component: {} } }
`);
    expect(service?.channels[0]?.messages[0]?.name).toBe('inChannel');
  });

  it('keeps the key of a message whose name is taken in its channel', async () => {
    const { service } = await read('channels: { a: { messages: { x: { name: M }, y: { name: M } } } }');
    expect(service?.channels[0]?.messages.map(({ name }) => name)).toEqual(['M', 'y']);
  });

  it('finds a channel that stands among the components', async () => {
    const { service } = await read(`
channels: { a: { $ref: '#/components/channels/Shared' } }
operations: { take: { action: receive, channel: { $ref: '#/channels/a' } } }
components: { channels: { Shared: { address: s, messages: { M: {} } } } }
`);
    expect(service?.operations).toEqual([
      { id: 'take', direction: 'receive', channel: 'a', messages: ['M'] },
    ]);
  });

  it('refuses an operation on a channel that is not among its channels', async () => {
    const { service, diagnostics } = await read(`
channels: {}
operations: { take: { action: receive, channel: { $ref: '#/components/channels/Lost' } } }
components: { channels: { Lost: {} } }
`);
    expect([service, diagnostics]).toEqual([
      undefined,
      expect.arrayContaining([expect.stringMatching('error')]),
    ]);
  });

  it('warns that replies are not bound', async () => {
    const { service, diagnostics } = await read(`
channels: { a: { messages: { M: {} } }, b: { messages: { N: {} } } }
operations:
  ask: { action: receive, channel: { $ref: '#/channels/a' }, reply: { channel: { $ref: '#/channels/b' } } }
`);
    expect([service?.operations.length, diagnostics]).toEqual([1, ['warning not-supported']]);
  });

  it('has servers by protocol, host and path', async () => {
    const { service } = await read(
      'servers: { main: { host: "example.com:9092", protocol: kafka, pathname: /x } }',
    );
    expect(service?.servers).toEqual([
      { name: 'main', url: 'kafka://example.com:9092/x', protocol: 'kafka' },
    ]);
  });
});
