import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openClient } from '../../src/client/index.ts';
import {
  applySamples,
  expectedOutcome,
  outcomeOf,
  placeOrder,
  settled,
  untilReachable,
} from '../chaos/orders.ts';
import { type Running, start } from '../cli/support/eventctl.ts';
import { describeRedis } from '../redis/server.ts';
import { type RedisCluster, startCluster } from './cluster.ts';

/** Milliseconds. */
const masterIsGoneFor = 3_000;

describeRedis(
  'workers that start while a master of the cluster dies',
  () => {
    let cluster: RedisCluster;
    let folder: string;
    beforeAll(async () => {
      cluster = await startCluster();
      folder = await mkdtemp(join(tmpdir(), 'eventctl-starting-'));
    });
    afterAll(async () => {
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('come up by themselves when it is back, and work', async () => {
      const client = await openClient({ store: cluster.url });
      await applySamples(client);
      const launch = async (delay: number): Promise<Running> => {
        await pause(delay);
        return start(['worker', '--store', cluster.url], { folder });
      };
      const starting = Promise.all([0, 800, 1_600].map(launch));
      await pause(600);
      await cluster.masters[1]?.kill();
      await pause(masterIsGoneFor);
      await cluster.masters[1]?.restart();
      const workers = await starting;
      await untilReachable(() => client.listWorkflows());
      await placeOrder(async () => client, 1);
      const all = await settled(async () => client, 1, 30_000);
      expect({ all, ...(await outcomeOf(client, 1)) }).toEqual({ all: true, ...expectedOutcome(1) });
      await Promise.all(workers.map((worker) => worker.stop()));
      await client.close();
    }, 120_000);
  },
  'own',
);
