import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../src/client/index.ts';
import { readFiles } from '../../src/definitions/index.ts';
import { newCloudEvent } from '../../src/events/index.ts';
import { isObject } from '../../src/json/json.ts';
import { hasEnded } from '../../src/machine/index.ts';
import { Failure } from '../../src/problem/failure.ts';

const root = resolve(import.meta.dirname, '../..');

/** What is true of the store when all orders have come through: to be compared with `expectedOutcome`. */
export interface Outcome {
  readonly instances: number;
  readonly unfinished: readonly string[];
  readonly statuses: readonly string[];
  readonly shipments: number;
  readonly shippedTwice: readonly string[];
}

export function expectedOutcome(orders: number): Outcome {
  return { instances: orders, unfinished: [], statuses: ['completed'], shipments: orders, shippedTwice: [] };
}

export async function applySamples(client: Client): Promise<void> {
  await client.apply(await readFiles([resolve(root, 'workflows/store-order'), resolve(root, 'catalog')]));
}

/** Sends one order as a careful client would: not acknowledged means sent again, with the same id. */
export async function placeOrder(client: () => Promise<Client>, number: number): Promise<void> {
  const data = { orderNo: `C-${number}`, amount: 10, paymentTimeout: 'PT10M' };
  const event = newCloudEvent(
    { type: 'online.store.newOrder', source: 'store/order', data },
    { id: `order-${number}`, now: Date.now() },
  );
  await untilReachable(async () => (await client()).sendEvent(event));
}

/** Tries again while the store or the server is away. */
export async function untilReachable<Result>(action: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'unreachable') throw error;
      await pause(100);
    }
  }
}

/** True when the instances of all four workflows, one each for every order, have ended within the time. */
export async function settled(
  client: () => Promise<Client>,
  orders: number,
  limit: number,
): Promise<boolean> {
  const deadline = Date.now() + limit;
  while (Date.now() < deadline) {
    const all = await untilReachable(async () => (await client()).listInstances({ limit: 10 * orders }));
    if (all.length >= 4 * orders && all.every(({ status }) => hasEnded(status))) return true;
    await pause(250);
  }
  return false;
}

export async function outcomeOf(client: Client, orders: number): Promise<Outcome> {
  const limit = 10 * orders;
  const instances = await client.listInstances({ workflow: { name: 'store-order' }, limit });
  const shipping = await client.listInstances({ workflow: { name: 'shipment-service' }, limit });
  const events = await client.listEvents({ type: 'shipment.requested', limit });
  const shipped = events.map(({ event: { data } }) =>
    data !== undefined && isObject(data) ? String(data['orderNo']) : '',
  );
  return {
    instances: instances.length,
    unfinished: instances.filter(({ status }) => !hasEnded(status)).map(({ id }) => id),
    statuses: [...new Set(instances.map(({ status }) => status))],
    shipments: shipping.length,
    shippedTwice: shipped.filter((order, index) => shipped.indexOf(order) !== index),
  };
}
