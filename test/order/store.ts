import { resolve } from 'node:path';
import { expect, vi } from 'vitest';
import type { AcceptedEvent, Backend } from '../../src/backend/index.ts';
import { type Client, createLocalClient } from '../../src/client/index.ts';
import { compileStored, readFiles } from '../../src/definitions/index.ts';
import { createEngine, type Engine, realClock } from '../../src/engine/index.ts';
import { newCloudEvent } from '../../src/events/index.ts';
import { isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import type { Instance } from '../../src/machine/index.ts';

const root = resolve(import.meta.dirname, '../..');

/** Which of the sample workflows are applied; the catalog always is. */
export const allServices = ['store-order', 'order-service', 'payment-service', 'shipment-service'];

/** The online store of the samples, running on a store: a worker, and the ways to watch it. */
export class OnlineStore {
  readonly backend: Backend;
  readonly client: Client;
  readonly engine: Engine;
  private events = 0;

  private constructor(backend: Backend, engine: Engine) {
    this.backend = backend;
    this.engine = engine;
    this.client = createLocalClient({ backend, engine });
  }

  static async open(backend: Backend, workflows: readonly string[] = allServices): Promise<OnlineStore> {
    const engine = createEngine({
      backend,
      clock: realClock,
      compile: compileStored,
      activities: [],
      secrets: {},
      runtime: { name: 'eventctl', version: 'test' },
      log: (entry) => process.stderr.write(`${entry.message} ${String(entry.error ?? '')}\n`),
    });
    const store = new OnlineStore(backend, engine);
    const files = workflows.map((name) => resolve(root, `workflows/store-order/${name}.yaml`));
    await store.client.apply(await readFiles([...files, resolve(root, 'catalog')]));
    await engine.start();
    return store;
  }

  async order(orderNo: string, amount: number, more: JsonObject = {}): Promise<void> {
    await this.send(
      'online.store.newOrder',
      { orderNo, amount, ...more },
      { source: 'store/order', id: `order-${orderNo}` },
    );
  }

  async send(
    type: string,
    data: Json,
    { source = '/test', id = `event-${++this.events}` } = {},
  ): Promise<'accepted' | 'duplicate'> {
    return this.engine.accept(newCloudEvent({ type, source, data }, { id, now: Date.now() }));
  }

  /** The order's own instances, once all of them have ended. */
  async ended(orderNo: string): Promise<Instance[]> {
    const instances = await this.instancesOf(orderNo);
    const signal = AbortSignal.timeout(20_000);
    await Promise.all(
      instances.map(({ id }) => drain(this.client.logs({ instance: id, follow: true, signal }))),
    );
    return this.instancesOf(orderNo);
  }

  async instancesOf(orderNo: string): Promise<Instance[]> {
    const summaries = await this.client.listInstances({ workflow: { name: 'store-order' }, limit: 1000 });
    const instances = await Promise.all(summaries.map(({ id }) => this.client.showInstance(id)));
    return instances.filter(({ input }) => {
      const first = Array.isArray(input) ? input[0] : undefined;
      return first !== undefined && isObject(first) && first['orderNo'] === orderNo;
    });
  }

  /** Events of a type about an order, oldest first. */
  async eventsAbout(type: string, orderNo: string): Promise<AcceptedEvent[]> {
    const events = await this.client.listEvents({ type, limit: 1000 });
    return events
      .filter(
        ({ event }) => event.data !== undefined && isObject(event.data) && event.data['orderNo'] === orderNo,
      )
      .reverse();
  }

  /** An instance may end a moment before the events it published last are in the store. */
  async happenedOnce(type: string, orderNo: string): Promise<void> {
    await vi.waitFor(async () => expect(await this.eventsAbout(type, orderNo)).toHaveLength(1), 5_000);
  }

  /** Waits until an instance of the order listens. */
  async listening(orderNo: string, task: string): Promise<void> {
    const [instance] = await this.instancesOf(orderNo);
    if (instance === undefined) throw new Error(`order ${orderNo} started nothing`);
    const signal = AbortSignal.timeout(20_000);
    for await (const entry of this.client.logs({ instance: instance.id, follow: true, signal })) {
      if (entry.type === 'task.waiting' && entry.name === task) return;
    }
  }

  async close(): Promise<void> {
    await this.engine.stop();
    await this.client.close();
  }
}

async function drain(entries: AsyncIterable<unknown>): Promise<void> {
  for await (const _entry of entries);
}
