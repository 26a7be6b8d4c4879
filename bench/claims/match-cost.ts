import { join } from 'node:path';
import type { Claim, ClaimOptions, Figure } from '../claim.ts';
import { ratio } from '../figures.ts';
import { startRedis } from '../redis.ts';
import { inFolder } from '../scale/folder.ts';
import { type Cost, matchByTurns, type Side, withSide } from '../scale/match.ts';
import { park } from '../scale/parked.ts';
import { gaugeRedis } from '../scale/redis-usage.ts';

/** Instances that wait in the store with few of them. */
const few = 1_000;

/** Events that each store matches in a round. */
const events = 500;

/**
 * Two stores side by side, with few and with very many instances, and events sent one at a time to each in turn. Takes
 * about eight minutes, most of them to let a million wait on Redis and 100 000 on sqlite, and 5 GB of memory.
 */
export const claim: Claim = {
  name: 'match-cost',
  title: 'One event to its match, with very many instances waiting and with 1 000',
  rounds: 5,
  minutes: 4,
  async run(options) {
    const part = options.quick ? 10 : 1;
    const figures = [
      ...(await onRedis(1_000_000 / part, options)),
      ...(await onSqlite(100_000 / part, options)),
    ];
    return {
      configuration: {
        'events a round': events,
        durability: 'redis appendfsync always; sqlite synchronous FULL',
      },
      figures,
      notes: [
        'The instances were parked by the interface of the store, each with a create and a commit of what the machine says: no worker ran.',
        'Redis wrote without fsync while they were parked, and with fsync while events were matched.',
        'Wall time is that of `events.accept`, its write included; CPU is that of scripts on Redis, and of the process on sqlite.',
      ],
    };
  },
};

async function onRedis(many: number, options: ClaimOptions): Promise<readonly Figure[]> {
  const settings = { appendfsync: 'no', 'auto-aof-rewrite-percentage': '0' };
  const closing: (() => unknown)[] = [];
  const start = async () => {
    const server = await startRedis({ settings });
    closing.push(() => server.stop());
    const gauge = await gaugeRedis(server.url);
    closing.push(() => gauge.close());
    return { url: server.url, gauge };
  };
  try {
    const [one, other] = [await start(), await start()];
    return await withSide(
      one.url,
      few,
      (small) =>
        withSide(
          other.url,
          many,
          async (large) => {
            await fill([small, large], options);
            for (const { gauge } of [one, other]) await gauge.configure('appendfsync', 'always');
            return compare('redis', [small, large], options);
          },
          other.gauge.scripts,
        ),
      one.gauge.scripts,
    );
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

function onSqlite(many: number, options: ClaimOptions): Promise<readonly Figure[]> {
  return inFolder((folder) =>
    withSide(`sqlite:${join(folder, 'few.db')}`, few, (small) =>
      withSide(`sqlite:${join(folder, 'many.db')}`, many, async (large) => {
        await fill([small, large], options);
        return compare('sqlite', [small, large], options);
      }),
    ),
  );
}

async function fill(sides: readonly Side[], { note }: ClaimOptions): Promise<void> {
  for (const { bench, waiting } of sides) {
    const begin = performance.now();
    await park(bench, waiting);
    const seconds = (performance.now() - begin) / 1000;
    note(`  ${waiting} wait on ${bench.backend.description} after ${seconds.toFixed(0)} s`);
  }
}

async function compare(
  store: string,
  sides: readonly Side[],
  { rounds, note }: ClaimOptions,
): Promise<readonly Figure[]> {
  const costs = sides.map((): Cost[] => []);
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    const found = await matchByTurns(sides, events, round);
    for (const [index, cost] of found.entries()) if (round > 0) costs[index]?.push(cost);
    const told = found.map(({ wall, cpu }) => `${wall.toFixed(0)} µs, ${cpu.toFixed(0)} µs of CPU`);
    note(`  ${store}: ${told.join(' beside ')}`);
  }
  return (['wall', 'cpu'] as const).flatMap((kind) => {
    const figures = sides.map(
      ({ waiting }, index): Figure => ({
        name: `${store}, ${waiting} waiting: ${kind}`,
        unit: 'µs',
        better: 'lower',
        rounds: costs[index]?.map((cost) => cost[kind]) ?? [],
      }),
    );
    return [...figures, ...ratio(figures[1], figures[0], { bound: { atMost: 1.2 } })];
  });
}
