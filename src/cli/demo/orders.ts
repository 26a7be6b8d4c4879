import type { RecordedEntry } from '../../backend/backend.ts';
import type { Client } from '../../client/client.ts';
import { newCloudEvent } from '../../events/index.ts';
import type { JsonObject } from '../../json/json.ts';
import type { Instance } from '../../machine/instance.ts';

export interface DemoOrder {
  readonly orderNo: string;
  readonly amount: number;
  /** What is special about it, for people. */
  readonly about: string;
}

/** Two orders that go through and one that the payment service denies because of its amount. */
export const demoOrders: readonly DemoOrder[] = [
  { orderNo: 'A-1', amount: 120, about: 'an ordinary order' },
  { orderNo: 'A-2', amount: 2500, about: 'more than the payment service allows' },
  { orderNo: 'A-3', amount: 80, about: 'another ordinary order' },
];

/** One order's instance and what its log has told so far. */
export interface DemoRun {
  readonly order: DemoOrder;
  readonly instance: string;
  readonly entries: RecordedEntry[];
}

/** Sends an order as the online store would, and finds the instance that it started. */
export async function placeOrder(client: Client, order: DemoOrder): Promise<DemoRun> {
  const { orderNo, amount } = order;
  const id = `demo-${orderNo}`;
  await client.sendEvent(
    newCloudEvent(
      { type: 'online.store.newOrder', source: 'store/order', data: { orderNo, amount } },
      { id, now: Date.now() },
    ),
  );
  const started = await client.listInstances({ workflow: { name: 'store-order' }, limit: 50 });
  for (const { id: instance } of started) {
    if (isFor(await client.showInstance(instance), orderNo)) return { order, instance, entries: [] };
  }
  throw new Error(`order ${orderNo} started no instance`);
}

function isFor(instance: Instance, orderNo: string): boolean {
  const [first] = Array.isArray(instance.input) ? (instance.input as readonly JsonObject[]) : [];
  return first?.['orderNo'] === orderNo;
}
