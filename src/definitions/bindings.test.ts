import { describe, expect, it } from 'vitest';
import type { Service } from '../catalog/index.ts';
import type { JsonObject } from '../json/json.ts';
import { bindOperations } from './bindings.ts';

const message = { name: 'Order', contentType: 'application/json', eventType: 'order' };
const services: readonly Service[] = [
  {
    file: 'orders.yaml',
    title: 'orderapp',
    version: '1',
    asyncapi: '2.6.0',
    hash: '',
    servers: [],
    channels: [{ name: 'inbox', address: 'orders/in', messages: [message] }],
    operations: [{ id: 'sendOrder', direction: 'receive', channel: 'inbox', messages: ['Order'] }],
  },
];

const binding = {
  service: 'orders.yaml',
  operation: 'sendOrder',
  channel: 'inbox',
  address: 'orders/in',
  messages: [message],
};

const bind = (given: JsonObject) =>
  bindOperations({ do: [{ send: { call: 'asyncapi', with: given } }] }, services);

describe('bindOperations', () => {
  it.each([
    ['an endpoint', { document: { endpoint: 'file://orders.yaml' }, operation: 'sendOrder' }],
    [
      'an endpoint with a uri',
      { document: { endpoint: { uri: 'catalog/orders.yaml' } }, operation: 'sendOrder' },
    ],
    ['a plain text', { document: 'orders.yaml', operation: '#/operations/sendOrder' }],
    ['the operation alone', { operation: 'file://orderapp.yaml#sendOrder' }],
  ])('resolves a document given as %s', (_, given) => {
    expect(bind(given)).toMatchObject({ bindings: { '/do/0/send': binding }, findings: [] });
  });

  it('resolves a channel', () => {
    const { operation, ...ofChannel } = binding;
    expect(operation).toBe('sendOrder');
    expect(bind({ document: { endpoint: 'orders.yaml' }, channel: 'inbox' }).bindings).toEqual({
      '/do/0/send': ofChannel,
    });
  });

  it('resolves calls inside other tasks and functions', () => {
    const call = { call: 'asyncapi', with: { operation: 'sendOrder' } };
    const { bindings } = bindOperations(
      { do: [{ t: { try: [{ c: call }], catch: {} } }], use: { functions: { f: call } } },
      services,
    );
    expect(Object.keys(bindings)).toEqual(['/do/0/t/try/0/c', '/use/functions/f']);
  });

  it('leaves other calls alone', () => {
    expect(bindOperations({ do: [{ a: { call: 'http', with: { operation: 'x' } } }] }, services)).toEqual({
      bindings: {},
      findings: [],
      unbound: new Set(),
    });
  });

  it.each([
    [{ document: { endpoint: 'lost.yaml' }, operation: 'sendOrder' }, 'unknown-service', 'document'],
    [{ document: { endpoint: 'orders.yaml' }, operation: 'sendOrdr' }, 'unknown-operation', 'operation'],
    [{ document: { endpoint: 'orders.yaml' }, channel: 'outbox' }, 'unknown-channel', 'channel'],
    [{ operation: 'file://lost.yaml#sendOrder' }, 'unknown-service', 'operation'],
    [{ document: { endpoint: '${ .address }' }, operation: 'sendOrder' }, 'computed-operation', 'document'],
    [{ document: { endpoint: 'orders.yaml' }, operation: '${ .name }' }, 'computed-operation', 'operation'],
  ])('%j is found as %s at the %s', (given, code, part) => {
    const { findings, unbound, bindings } = bind(given);
    expect(findings).toMatchObject([{ code, pointer: `/do/0/send/with/${part}` }]);
    expect([[...unbound], bindings]).toEqual([['/do/0/send'], {}]);
  });

  it('is found at the arguments when they name nothing', () => {
    expect(bind({}).findings).toMatchObject([{ code: 'unknown-operation', pointer: '/do/0/send/with' }]);
  });
});
