import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openClient } from '../../src/client/index.ts';
import { describeRedis, startRedis } from '../redis/server.ts';
import { applySamples, expectedOutcome, outcomeOf, placeOrder, settled } from './orders.ts';
import { chooseSeed, seeded } from './random.ts';
import { Workers } from './workers.ts';

const orders = 300;
const workerCount = 3;
/** A worker is killed this often, in milliseconds, as long as orders run. */
const killInterval = 300;
/** Orders come in over about this time, in milliseconds. */
const orderPeriod = 9_000;
const redisDiesAfter = 4_000;
const redisIsGoneFor = 500;
/** Killing stops then, in milliseconds; what is left must still finish by itself. */
const chaosLimit = 40_000;
const settleLimit = 60_000;

describeRedis(
  'chaos on Redis',
  () => {
    it('ends every order and ships each exactly once while workers and Redis are killed', async () => {
      const seed = chooseSeed();
      process.stderr.write(`chaos seed ${seed} (EVENTCTL_SEED=${seed} repeats it)\n`);
      const redis = await startRedis();
      const client = await openClient({ store: redis.url });
      await applySamples(client);
      const workers = new Workers(workerCount, ['worker', '--store', redis.url]);
      const chaos = new AbortController();
      const killing = killWorkers(workers, seeded(seed), chaos.signal);
      const restarting = restartRedis(redis);
      try {
        for (let number = 1; number <= orders; number++) {
          await placeOrder(async () => client, number);
          await pause(orderPeriod / orders);
        }
        await restarting;
        const early = await settled(async () => client, orders, chaosLimit);
        chaos.abort();
        await killing;
        const all = early || (await settled(async () => client, orders, settleLimit));
        process.stderr.write(
          `${workers.kills} workers killed, ended ${early ? 'during' : 'after'} the chaos\n`,
        );
        expect({ seed, all, ...(await outcomeOf(client, orders)) }).toEqual({
          seed,
          all: true,
          ...expectedOutcome(orders),
        });
      } finally {
        chaos.abort();
        await Promise.allSettled([killing, restarting]);
        await workers.stop();
        await client.close();
        await redis.stop();
      }
    }, 180_000);
  },
  'own',
);

async function killWorkers(workers: Workers, random: () => number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(killInterval);
    if (!signal.aborted) await workers.replace(Math.floor(random() * workerCount));
  }
}

async function restartRedis(redis: { kill(): Promise<void>; restart(): Promise<void> }): Promise<void> {
  await pause(redisDiesAfter);
  await redis.kill();
  await pause(redisIsGoneFor);
  await redis.restart();
}
