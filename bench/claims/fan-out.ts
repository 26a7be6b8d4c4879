import { join } from 'node:path';
import type { Backend } from '../../src/backend/backend.ts';
import { hasEnded } from '../../src/machine/instance.ts';
import type { Claim, ClaimOptions, Figure } from '../claim.ts';
import { versionOf } from '../machine.ts';
import { startRedis } from '../redis.ts';
import { concurrently } from '../scale/concurrently.ts';
import { withEngine } from '../scale/engine.ts';
import { inFolder } from '../scale/folder.ts';
import { gaugeRedis, type RedisGauge } from '../scale/redis-usage.ts';
import { namespace, workflow } from '../workflows.ts';

const instances = 10_000;
const starters = 200;

/** Waits for an event that all of them wait for, and takes a step that is no call. */
const listener = workflow('everybody', '1.0.0', [
  { call: { listen: { to: { one: { with: { type: 'bench.everybody' } } } } } },
  { done: { set: { heard: true } } },
]);

/**
 * One event that all instances wait for, with an engine that advances them: until the last one's turn is committed, and
 * the longest time for which Redis answered nobody meanwhile. About ten seconds a round.
 */
export const claim: Claim = {
  name: 'fan-out',
  title: 'One event to 10 000 instances that wait for it',
  rounds: 3,
  minutes: 1.5,
  async run(options) {
    const redis = await startRedis();
    const gauge = await gaugeRedis(redis.url);
    try {
      const figures = [
        ...(await figuresOf('redis', redis.url, options, gauge)),
        ...(await inFolder((folder) => figuresOf('sqlite', `sqlite:${join(folder, 'store.db')}`, options))),
      ];
      return {
        configuration: {
          instances: countOf(options),
          redis: redis.version,
          libsql: versionOf('libsql'),
          durability: 'redis appendfsync always; sqlite synchronous FULL',
        },
        figures,
        notes: [
          'Redis answers nobody else during a command (SLOWLOG) or a write and sync of its file (LATENCY).',
          'The engine runs in the process that sends the event.',
        ],
      };
    } finally {
      gauge.close();
      await redis.stop();
    }
  },
};

const countOf = ({ quick }: ClaimOptions): number => (quick ? instances / 10 : instances);

async function figuresOf(
  store: string,
  url: string,
  options: ClaimOptions,
  gauge?: RedisGauge,
): Promise<readonly Figure[]> {
  const [accepted, all]: [number[], number[]] = [[], []];
  const blocks: { readonly command: number; readonly sync: number }[] = [];
  const ends = createEnds();
  await withEngine(url, { start: true, around: ends.around }, async ({ client, engine }) => {
    await client.apply([listener]);
    for (let round = 0; round < options.rounds; round++) {
      const count = countOf(options);
      await concurrently(count, starters, () =>
        client.startInstance({ workflow: { namespace, name: 'everybody' } }),
      );
      await ends.reached('waiting', (round + 1) * count);
      await gauge?.reset();
      const begin = performance.now();
      const event = {
        specversion: '1.0',
        id: `${round}`,
        source: '/bench',
        type: 'bench.everybody',
      } as const;
      await engine.accept(event);
      accepted.push(performance.now() - begin);
      await ends.reached('ended', (round + 1) * count);
      all.push(performance.now() - begin);
      if (gauge !== undefined) blocks.push(await gauge.longest());
      options.note(
        `  ${store}: ${accepted.at(-1)?.toFixed(0)} ms to take it in, ${all.at(-1)?.toFixed(0)} ms in all`,
      );
    }
  });
  const figure = (name: string, rounds: readonly number[]): Figure => ({
    name: `${store}: ${name}`,
    unit: 'ms',
    better: 'lower',
    rounds,
  });
  return [
    figure('event taken in and delivered', accepted),
    figure('all instances advanced and committed', all),
    ...(gauge === undefined
      ? []
      : [
          figure(
            'longest command of Redis',
            blocks.map(({ command }) => command),
          ),
          figure(
            'longest write or sync of Redis',
            blocks.map(({ sync }) => sync),
          ),
        ]),
  ];
}

/** Counts commits that leave an instance waiting, and such that end one. */
function createEnds() {
  const counts = { waiting: 0, ended: 0 };
  const goals = new Map<keyof typeof counts, { readonly count: number; readonly resolve: () => void }>();
  const around = (backend: Backend): Backend => ({
    ...backend,
    instances: {
      ...backend.instances,
      async commit(turn) {
        const outcome = await backend.instances.commit(turn);
        const { status } = turn.instance;
        if (outcome === 'conflict' || (status !== 'waiting' && !hasEnded(status))) return outcome;
        const kind = hasEnded(status) ? 'ended' : 'waiting';
        counts[kind] += 1;
        const goal = goals.get(kind);
        if (goal !== undefined && counts[kind] >= goal.count) goal.resolve();
        return outcome;
      },
    },
  });
  return {
    around,
    async reached(kind: keyof typeof counts, count: number): Promise<void> {
      if (counts[kind] >= count) return;
      await new Promise<void>((resolve) => goals.set(kind, { count, resolve }));
    },
  };
}
