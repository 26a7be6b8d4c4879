import { describe, expect, it } from 'vitest';
import { readService, resolveOperation } from './index.ts';

const text = `asyncapi: 3.0.0
info: { title: Lights, version: '1' }
servers:
  plain: { host: 'a:{port}', protocol: mqtt, variables: { port: { default: '1883', enum: ['1883', '8883'] } } }
  newer: { host: b, protocol: secure-mqtt, protocolVersion: '5.0' }
  web: { host: c, pathname: /v1, protocol: https }
channels:
  lit:
    address: lights/{id}
    parameters: { id: { location: '$message.payload#/id' } }
    servers: [{ $ref: '#/servers/plain' }, { $ref: '#/servers/newer' }]
    messages:
      Lit: { correlationId: { location: '$message.header#/c' }, bindings: { kafka: { key: { type: string } }, mqtt: { contentType: a/b } } }
operations:
  hear:
    action: send
    channel: { $ref: '#/channels/lit' }
    traits: [{ $ref: '#/components/operationTraits/sure' }]
    bindings: { mqtt: { retain: true } }
components:
  operationTraits: { sure: { bindings: { mqtt: { qos: 2, retain: false, bindingVersion: 0.2.0 }, amqp: { ack: true } } } }
`;

async function resolve(reference: { readonly server?: string; readonly protocol?: string }) {
  const { service } = await readService({ file: { path: 'lights.yaml', text }, files: new Map() });
  return resolveOperation(service === undefined ? [] : [service], { operation: 'hear', ...reference });
}

describe('the broker of a call', () => {
  it('C13 is the server that it names, with what the document says for its protocol', async () => {
    expect(await resolve({ server: 'plain', protocol: 'kafka' })).toMatchObject({
      binding: {
        messages: [{ name: 'Lit', correlationId: '$message.header#/c', bindings: { contentType: 'a/b' } }],
        broker: {
          protocol: 'mqtt',
          server: { name: 'plain', url: 'mqtt://a:{port}', variables: { port: { default: '1883' } } },
          parameters: { id: { location: '$message.payload#/id' } },
          bindings: { server: {}, channel: {}, operation: { qos: 2, retain: true } },
        },
      },
    });
  });

  it('C13 is the first server of the channel that speaks the protocol', async () => {
    expect(await resolve({ protocol: 'mqtt' })).toMatchObject({
      binding: { broker: { server: { name: 'plain' } } },
    });
  });

  it('C13 speaks MQTT 5 with a server that says so, and with one that is asked to', async () => {
    expect(await resolve({ server: 'newer' })).toMatchObject({ binding: { broker: { protocol: 'mqtt5' } } });
    expect(await resolve({ protocol: 'mqtt5' })).toMatchObject({
      binding: { broker: { protocol: 'mqtt5', server: { name: 'plain' } } },
    });
  });

  it('is absent, with all that is for brokers, when the call names none', async () => {
    const resolved = await resolve({});
    expect(resolved).not.toHaveProperty('binding.broker');
    expect(resolved).not.toHaveProperty('binding.messages.0.correlationId');
  });

  it.each([
    [{ server: 'plainn' }, { part: 'server', hint: 'did you mean "plain"?' }],
    [
      { server: 'web' },
      { part: 'server', problem: 'the channel "lit" of lights.yaml is not on the server "web"' },
    ],
    [{ protocol: 'http' }, { part: 'protocol', hint: 'there is "mqtt", "mqtt5"' }],
  ])('is refused as %j', async (reference, expected) => {
    expect(await resolve(reference)).toMatchObject(expected);
  });

  it('is read from AsyncAPI 2 too', async () => {
    const old = `asyncapi: 2.6.0
info: { title: Lights, version: '1' }
servers: { main: { url: 'broker:{port}', protocol: amqp, variables: { port: { default: '5672' } } } }
channels:
  lights/{id}:
    parameters: { id: { schema: { type: string, enum: [a, b] } } }
    bindings: { amqp: { is: queue, queue: { name: q, durable: true } } }
    subscribe: { operationId: hear, message: { name: Lit } }
`;
    const { service, diagnostics } = await readService({
      file: { path: 'o.yaml', text: old },
      files: new Map(),
    });
    expect(diagnostics).toEqual([]);
    const reference = { operation: 'hear', protocol: 'amqp' };
    expect(resolveOperation(service === undefined ? [] : [service], reference)).toMatchObject({
      binding: {
        broker: {
          server: { url: 'broker:{port}' },
          parameters: { id: { enum: ['a', 'b'] } },
          bindings: { channel: { is: 'queue', queue: { name: 'q' } } },
        },
      },
    });
  });
});
