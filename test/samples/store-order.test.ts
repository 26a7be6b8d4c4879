import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFiles } from '../../src/definitions/index.ts';
import { type CloudEvent, parseCloudEvent } from '../../src/events/index.ts';
import type { Json } from '../../src/json/json.ts';
import { runWorkflow } from '../../src/run/index.ts';

const root = resolve(import.meta.dirname, '../..');

function newOrder(data: Json, id = '1'): CloudEvent {
  return parseCloudEvent({
    specversion: '1.0',
    id,
    source: 'store/order',
    type: 'online.store.newOrder',
    data,
  });
}

/** Runs the store with its three services until the first order has come to its end. */
async function order(...events: readonly CloudEvent[]) {
  const folder = join(root, 'workflows/store-order');
  const result = await runWorkflow({
    files: await readFiles([join(folder, 'store-order.yaml'), folder, join(root, 'catalog')]),
    events,
    timeSkip: true,
    timeout: 20_000,
  });
  return { ...result, types: result.emitted.map(({ type }) => type) };
}

describe('the store order', () => {
  it('ships what is paid', async () => {
    const { status, output, types } = await order(newOrder({ orderNo: 'A-1', amount: 120 }));
    expect([status, output]).toEqual(['completed', { orderNo: 'A-1', amount: 120, status: 'completed' }]);
    expect(types.filter((type) => type !== 'shipment.shipped')).toEqual([
      'order.requested',
      'order.processed',
      'payment.requested',
      'payment.receipt',
      'shipment.requested',
      'online.store.orderCompleted',
    ]);
  });

  it('is denied when the payment is', async () => {
    const { output, types } = await order(newOrder({ orderNo: 'A-2', amount: 1500 }));
    expect(output).toEqual({ orderNo: 'A-2', amount: 1500, status: 'denied' });
    expect(types).toContain('online.store.orderDenied');
    expect(types).not.toContain('shipment.requested');
  });

  it('is cancelled when the payment is never answered', async () => {
    const { status, output, types } = await order(
      newOrder({ orderNo: 'A-3', amount: 404, paymentTimeout: 'PT2S' }),
    );
    expect([status, output]).toMatchObject(['completed', { orderNo: 'A-3', status: 'cancelled' }]);
    expect(types).toContain('online.store.orderCancelled');
    expect(types).not.toContain('shipment.requested');
  });

  it('ships once when the same order comes twice', async () => {
    const event = newOrder({ orderNo: 'A-4', amount: 10 });
    const { types } = await order(event, event);
    expect(types.filter((type) => type === 'shipment.requested')).toHaveLength(1);
  });

  it('refuses an order without a number', async () => {
    const { status, error } = await order(newOrder({ amount: 10 }));
    expect([status, error?.detail]).toEqual(['faulted', expect.stringContaining('orderNo')]);
  });
});
