import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { type Client, openClient } from '../../src/client/index.ts';
import { newCloudEvent } from '../../src/events/index.ts';
import { describeRedis, startRedis } from '../redis/server.ts';
import { untilReachable } from './orders.ts';
import { chooseSeed, seeded } from './random.ts';
import { Workers } from './workers.ts';

const pairs = 400;
/** They come in over about this time, the second half of each up to so many milliseconds after the first. */
const period = 10_000;
const apart = 1_500;
const settleLimit = 60_000;

const half = (type: string) => `{ with: { type: ${type} }, correlate: { key: { from: .data.key } } }`;
const workflow = `document: { dsl: 1.0.3, namespace: chaos, name: pair, version: 1.0.0 }
schedule: { on: { all: [${half('chaos.left')}, ${half('chaos.right')}] } }
do: [{ note: { set: { key: '\${ .[0].key }', events: '\${ length }' } } }]
`;

describeRedis(
  'a schedule that collects events',
  () => {
    it('starts one instance for each pair while workers and Redis stand still in turn', async () => {
      const seed = chooseSeed();
      process.stderr.write(`chaos seed ${seed} (EVENTCTL_SEED=${seed} repeats it)\n`);
      const redis = await startRedis();
      const client = await openClient({ store: redis.url });
      await client.apply([{ path: 'pair.yaml', text: workflow }]);
      const workers = new Workers(2, ['worker', '--store', redis.url]);
      const chaos = new AbortController();
      const admin = new Redis(redis.url);
      const halting = haltInTurn(workers, admin, seeded(seed), chaos.signal);
      try {
        await sendPairs(client, seeded(seed + 1));
        chaos.abort();
        await halting;
        expect({ seed, keys: await keysOf(client) }).toEqual({ seed, keys: keys.toSorted() });
      } finally {
        chaos.abort();
        await halting;
        await workers.stop();
        await client.close();
        admin.disconnect();
        await redis.stop();
      }
    }, 180_000);
  },
  'own',
);

const keys = Array.from({ length: pairs }, (_, index) => `k${index}`);

async function sendPairs(client: Client, random: () => number): Promise<void> {
  const send = async (type: string, key: string): Promise<void> => {
    const event = newCloudEvent(
      { type, source: '/chaos', data: { key } },
      { id: `${type} ${key}`, now: Date.now() },
    );
    await untilReachable(() => client.sendEvent(event));
  };
  const sending = keys.map(async (key, index) => {
    const [first, second] = random() < 0.5 ? ['chaos.left', 'chaos.right'] : ['chaos.right', 'chaos.left'];
    const later = random() * apart;
    await pause((index * period) / pairs);
    await send(first, key);
    await pause(later);
    await send(second, key);
  });
  await Promise.all(sending);
}

async function haltInTurn(
  workers: Workers,
  redis: Redis,
  random: () => number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(300 + random() * 700);
    const [which, time] = [random(), random()];
    if (which < 0.3) await redis.call('CLIENT', 'PAUSE', Math.round(300 + time * 1_500), 'ALL');
    else await workers.halt(which < 0.65 ? 0 : 1, 500 + time * 5_000);
  }
}

/** Of all pairs that were completed, each as often as it was, once they are all there or the time is over. */
async function keysOf(client: Client): Promise<readonly string[]> {
  const deadline = Date.now() + settleLimit;
  for (;;) {
    const query = {
      workflow: { namespace: 'chaos', name: 'pair' },
      status: 'completed',
      limit: 2 * pairs,
    } as const;
    const found = await untilReachable(() => client.listInstances(query));
    if (found.length < pairs && Date.now() < deadline) {
      await pause(250);
      continue;
    }
    const shown = await Promise.all(found.map(({ id }) => untilReachable(() => client.showInstance(id))));
    return shown
      .map(({ output }) => JSON.stringify(output))
      .map((text) => /k\d+/.exec(text)?.[0] ?? text)
      .toSorted();
  }
}
