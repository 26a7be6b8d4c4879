import { describe, expect, it } from 'vitest';
import { findServices, resolveOperation } from './index.ts';
import type { OperationReference, Service } from './model.ts';

function service(file: string, title: string, operations: readonly string[]): Service {
  const messages = ['In', 'Out'].map((name) => ({
    name: `${title}${name}`,
    contentType: 'application/json',
    eventType: name,
  }));
  const channel = { name: `${title}-channel`, address: `${title}/address`, messages };
  return {
    file,
    title,
    version: '1',
    asyncapi: '3.0.0',
    hash: '',
    servers: [],
    channels: [channel],
    operations: operations.map((id) => ({
      id,
      direction: 'receive',
      channel: channel.name,
      messages: [`${title}In`],
    })),
  };
}

const orders = service('order-service.yaml', 'Order Service', ['sendOrder', 'cancel']);
const payments = service('payments.yml', 'paymentapp', ['sendPayment', 'cancel']);
const services = [orders, payments];

function bound(reference: OperationReference) {
  const found = resolveOperation(services, reference);
  return 'binding' in found
    ? `${found.binding.service} ${found.binding.operation ?? found.binding.channel}`
    : found;
}

describe('findServices', () => {
  it.each([
    ['file', 'order-service.yaml'],
    ['file without ending', 'order-service'],
    ['path', 'catalog/order-service.yaml'],
    ['title', 'Order Service'],
    ['operation', 'sendOrder'],
    ['channel', 'Order Service-channel'],
    ['address of a channel', 'Order Service/address'],
    ['message', 'Order ServiceOut'],
  ])('finds a service by %s', (_, name) => {
    expect(findServices(services, name)).toEqual([orders]);
  });

  it('prefers the file to an operation of the same name', () => {
    const other = service('other.yaml', 'Other', ['payments']);
    expect(findServices([other, payments], 'payments')).toEqual([payments]);
  });

  it('finds nothing for an unknown name', () => {
    expect(findServices(services, 'nobody')).toEqual([]);
  });
});

describe('resolveOperation by file and operation in one', () => {
  it.each([
    ['file://order-service.yaml#sendOrder', 'order-service.yaml sendOrder'],
    ['file://catalog/order-service.yaml#sendOrder', 'order-service.yaml sendOrder'],
    ['file://order-service.json#sendOrder', 'order-service.yaml sendOrder'],
    ['file://paymentapp.yaml#sendPayment', 'payments.yml sendPayment'],
    ['file://Order%20Service.yaml#sendOrder', 'order-service.yaml sendOrder'],
  ])('%s', (operation, expected) => {
    expect(bound({ operation })).toBe(expected);
  });

  it('prefers the file of that name to the title', () => {
    const titled = service('x.yaml', 'order-service', ['sendOrder']);
    const found = resolveOperation([titled, orders], { operation: 'file://order-service.yaml#sendOrder' });
    expect(found).toMatchObject({ binding: { service: 'order-service.yaml' } });
  });
});

describe('resolveOperation by document', () => {
  it.each([
    'order-service.yaml',
    './catalog/order-service.yaml',
    'file://order-service.yaml',
    'https://example.com/docs/order-service.yaml?v=1',
    'Order Service',
  ])('finds %s', (document) => {
    expect(bound({ document, operation: 'sendOrder' })).toBe('order-service.yaml sendOrder');
  });

  it('takes a pointer for an operation', () => {
    expect(bound({ document: 'payments.yml', operation: '#/operations/sendPayment' })).toBe(
      'payments.yml sendPayment',
    );
  });

  it('tells operations of the same name in two services apart', () => {
    expect(bound({ document: 'payments.yml', operation: 'cancel' })).toBe('payments.yml cancel');
  });

  it('finds a channel by name and by address', () => {
    expect(bound({ document: 'payments.yml', channel: 'paymentapp-channel' })).toBe(
      'payments.yml paymentapp-channel',
    );
    expect(bound({ document: 'payments.yml', channel: 'paymentapp/address' })).toBe(
      'payments.yml paymentapp-channel',
    );
  });

  it('binds an operation with its own messages and a channel with all', () => {
    const names = (reference: OperationReference) => {
      const found = resolveOperation(services, { document: 'payments.yml', ...reference });
      return 'binding' in found ? found.binding.messages.map(({ name }) => name) : [];
    };
    expect(names({ operation: 'cancel' })).toEqual(['paymentappIn']);
    expect(names({ channel: 'paymentapp-channel' })).toEqual(['paymentappIn', 'paymentappOut']);
  });

  it('refuses a title that two services have', () => {
    const twin = service('twin.yaml', 'paymentapp', []);
    expect(resolveOperation([payments, twin], { document: 'paymentapp', operation: 'cancel' })).toEqual({
      problem: '"paymentapp" is in more than one service: payments.yml, twin.yaml',
      part: 'document',
      hint: 'name the document too, by its file',
    });
  });
});

describe('resolveOperation without a document', () => {
  it('finds an operation that only one service has', () => {
    expect(bound({ operation: 'sendPayment' })).toBe('payments.yml sendPayment');
  });

  it('refuses one that two have, and names both', () => {
    expect(bound({ operation: 'cancel' })).toMatchObject({
      problem: 'operation "cancel" is in more than one service: order-service.yaml, payments.yml',
    });
  });
});

describe('an unknown name', () => {
  it.each([
    [{ document: 'order-servise.yaml', operation: 'sendOrder' }, 'document', 'order-service.yaml'],
    [{ document: 'order-service.yaml', operation: 'sendOrdr' }, 'operation', 'sendOrder'],
    [{ operation: 'file://paymentap.yaml#sendPayment' }, 'document', 'paymentapp'],
    [{ document: 'payments.yml', channel: 'paymentapp-chanel' }, 'channel', 'paymentapp-channel'],
  ] as const)('%j is refused with the nearest one', (reference, part, meant) => {
    expect(bound(reference)).toMatchObject({ part, hint: `did you mean "${meant}"?` });
  });

  it('is refused with what there is when nothing is near', () => {
    expect(bound({ document: 'payments.yml', operation: 'x' })).toEqual({
      problem: 'no operation "x" in payments.yml ("paymentapp")',
      part: 'operation',
      hint: 'there is "sendPayment", "cancel"',
    });
  });

  it('is refused with a hint to apply documents when the catalog is empty', () => {
    expect(resolveOperation([], { operation: 'x' })).toMatchObject({ problem: 'the catalog is empty' });
  });

  it('is refused when nothing is named at all', () => {
    expect(bound({ document: 'payments.yml' })).toMatchObject({ part: 'operation' });
  });
});
