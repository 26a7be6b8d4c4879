import { join } from 'node:path';
import type { Claim, ClaimOptions, Figure } from '../claim.ts';
import { ratio } from '../figures.ts';
import { versionOf } from '../machine.ts';
import { startRedis } from '../redis.ts';
import { inFolder } from '../scale/folder.ts';
import { type Cost, matchByTurns, type Side, withSide } from '../scale/match.ts';
import { park } from '../scale/parked.ts';
import { gaugeRedis } from '../scale/redis-usage.ts';

/** Instances that wait in the store with few of them. */
const few = 1_000;

/** Events that each store matches in a round. */
const events = 500;

/** How many wait in the other one, unless told otherwise. */
const many = { redis: 1_000_000, sqlite: 100_000 };

/**
 * Two stores side by side, with few and with very many instances, and events sent one at a time to each in turn. A million
 * on Redis take two minutes and 3 GB of memory to wait.
 */
export const claim: Claim = {
  name: 'match-cost',
  title: 'One event to the next step of its instance, with very many instances waiting and with 1 000',
  rounds: 5,
  minutes: 4,
  async run(options) {
    const part = options.quick ? 10 : 1;
    const { waiting = many.redis, quick } = options;
    const count = quick ? events / 10 : events;
    const { figures: ofRedis, version: redisVersion } = await onRedis(waiting / part, count, options);
    const figures = [...ofRedis, ...(await onSqlite(Math.min(waiting, many.sqlite) / part, count, options))];
    return {
      configuration: {
        'waiting on redis': waiting / part,
        'waiting on sqlite': Math.min(waiting, many.sqlite) / part,
        'events a round': count,
        redis: redisVersion,
        libsql: versionOf('libsql'),
        durability: 'redis appendfsync always; sqlite synchronous FULL',
      },
      figures,
      notes: [
        'One event at a time, to the store with few and to the one with many in turn; sender, ingress and worker are one process.',
        'Taken in: until `accept` of the engine resolves, the write included. Next step: until the plug-in of the instance runs. CPU is that of all scripts on Redis, and of the process on sqlite, for an event and its turn.',
        'The instances were parked by the interface of the store, each with a create and a commit of what the machine says, while Redis wrote without fsync; events were matched with it. As many as events ended a round are started anew after it.',
      ],
    };
  },
};

async function onRedis(
  waiting: number,
  count: number,
  options: ClaimOptions,
): Promise<{ readonly figures: readonly Figure[]; readonly version: string }> {
  const settings = { appendfsync: 'no', 'auto-aof-rewrite-percentage': '0' };
  const closing: (() => unknown)[] = [];
  const start = async () => {
    const server = await startRedis({ settings });
    closing.push(() => server.stop());
    const gauge = await gaugeRedis(server.url);
    closing.push(() => gauge.close());
    return { url: server.url, version: server.version, gauge };
  };
  try {
    const [one, other] = [await start(), await start()];
    const figures = await withSide(
      one.url,
      few,
      (small) =>
        withSide(
          other.url,
          waiting,
          async (large) => {
            await fill([small, large], options);
            for (const { gauge } of [one, other]) {
              await gauge.configure('appendfsync', 'always');
              await gauge.synced();
              options.note(`  ${((await gauge.memory()) / 1_000_000).toFixed(0)} MB in a Redis`);
            }
            return compare('redis', [small, large], count, options);
          },
          other.gauge.scripts,
        ),
      one.gauge.scripts,
    );
    return { figures, version: one.version };
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

function onSqlite(waiting: number, count: number, options: ClaimOptions): Promise<readonly Figure[]> {
  return inFolder((folder) =>
    withSide(`sqlite:${join(folder, 'few.db')}`, few, (small) =>
      withSide(`sqlite:${join(folder, 'many.db')}`, waiting, async (large) => {
        await fill([small, large], options);
        return compare('sqlite', [small, large], count, options);
      }),
    ),
  );
}

async function fill(sides: readonly Side[], { note }: ClaimOptions): Promise<void> {
  for (const { bench, waiting } of sides) {
    const begin = performance.now();
    await park(bench, waiting, note);
    const seconds = (performance.now() - begin) / 1000;
    note(`  ${waiting} wait on ${bench.backend.description} after ${seconds.toFixed(0)} s`);
  }
}

async function compare(
  store: string,
  sides: readonly Side[],
  count: number,
  { rounds, note }: ClaimOptions,
): Promise<readonly Figure[]> {
  for (const { start } of sides) await start();
  const costs = sides.map((): Cost[] => []);
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    const found = await matchByTurns(sides, count, round);
    for (const [index, cost] of found.entries()) if (round > 0) costs[index]?.push(cost);
    const told = found.map(
      ({ accept, step, cpu }) =>
        `${accept.toFixed(0)} µs, ${step.toFixed(0)} to the step, ${cpu.toFixed(0)} of CPU`,
    );
    note(`  ${store}: ${told.join(' beside ')}`);
  }
  return [
    ...figuresOf(`${store}: taken in`, (cost) => cost.accept),
    ...figuresOf(`${store}: next step`, (cost) => cost.step, { atMost: 1.2 }),
    ...figuresOf(`${store}: CPU`, (cost) => cost.cpu),
  ];

  function figuresOf(
    name: string,
    read: (cost: Cost) => number,
    most?: { readonly atMost: number },
  ): readonly Figure[] {
    const [small, large] = sides.map(
      ({ waiting }, index): Figure => ({
        name: `${name}, ${index === 0 ? 'few' : 'many'} waiting (${waiting})`,
        unit: 'µs',
        better: 'lower',
        rounds: costs[index]?.map(read) ?? [],
      }),
    );
    const quotient = ratio(large, small, { name: `${name}, many ÷ few`, bound: most });
    return [small, large, ...quotient].filter((figure) => figure !== undefined);
  }
}
