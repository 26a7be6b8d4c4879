import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, openClient } from '../../src/client/index.ts';
import { applySamples, expectedOutcome, outcomeOf, placeOrder, settled } from '../chaos/orders.ts';
import { Workers } from '../chaos/workers.ts';
import { describeRedis, type RedisServer } from '../redis/server.ts';
import { type RedisCluster, startCluster } from './cluster.ts';

/** Each is four instances that wait for each other's events. */
const orders = 30;
/** Orders come in over about this time, in milliseconds. */
const orderPeriod = 4_000;
const masterDiesAfter = 1_000;
/** Longer than the others take to find out: a part of it the whole cluster refuses to serve. */
const masterIsGoneFor = 2_500;
const settleLimit = 60_000;

describeRedis(
  'two workers on a cluster of three masters',
  () => {
    let cluster: RedisCluster;
    let client: Client;
    let workers: Workers;
    let placed = 0;

    beforeAll(async () => {
      cluster = await startCluster();
      client = await openClient({ store: cluster.url });
      await applySamples(client);
      workers = new Workers(2, ['worker', '--store', cluster.url]);
    });
    afterAll(async () => {
      await workers.stop();
      await client.close();
      await cluster.stop();
    });

    async function place(count: number, period: number): Promise<void> {
      for (const end = placed + count; placed < end; await pause(period / count)) {
        placed += 1;
        await placeOrder(async () => client, placed);
      }
    }

    async function restart(masters: readonly RedisServer[]): Promise<void> {
      await pause(masterDiesAfter);
      await Promise.all(masters.map((master) => master.kill()));
      await pause(masterIsGoneFor);
      await Promise.all(masters.map((master) => master.restart()));
    }

    async function outcome(): Promise<object> {
      const all = await settled(async () => client, placed, settleLimit);
      return { all, ...(await outcomeOf(client, placed)) };
    }

    it('end every instance once while a master is killed and comes back', async () => {
      await Promise.all([place(orders, orderPeriod), restart(cluster.masters.slice(1, 2))]);
      expect(await outcome()).toEqual({ all: true, ...expectedOutcome(orders) });
    }, 120_000);

    it('go on when all masters were killed and have come back', async () => {
      await Promise.all([place(10, orderPeriod), restart(cluster.masters)]);
      expect(await outcome()).toEqual({ all: true, ...expectedOutcome(orders + 10) });
    }, 120_000);
  },
  'own',
);
