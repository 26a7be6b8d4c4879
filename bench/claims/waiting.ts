import type { Claim, ClaimOptions, Figure } from '../claim.ts';
import { startDriver } from '../driver.ts';
import { ratio } from '../figures.ts';
import { measureWaiting, type Waiting, warming } from '../scale/waiting.ts';
import { type WaitingStore, withRedis, withSqlite } from '../scale/waiting-store.ts';
import { allSystems } from '../systems.ts';

const few = 10_000;
const many = 100_000;

const megabyte = 1_000_000;

type Setting = <Result>(work: (store: WaitingStore) => Promise<Result>) => Promise<Result>;

/** About 25 s a round for 10 000 on each store, two minutes once for 100 000 on Redis, and two for the rivals. */
export const claim: Claim = {
  name: 'waiting',
  title: 'Instances that wait for an event each: what they cost, and how fast they go on',
  rounds: 3,
  minutes: 7,
  async run(options) {
    const part = options.quick ? 10 : 1;
    const figures: Figure[] = [];
    const versions: string[] = [];
    for (const [name, setting] of [
      ['redis', withRedis],
      ['sqlite', withSqlite],
    ] as const) {
      const found: Waiting[] = [];
      for (let round = 0; round < options.rounds; round++)
        found.push(await once(setting, few / part, options));
      figures.push(...figuresOf(`${name}, ${few / part}`, found, name === 'redis'));
      versions.push(...found.slice(0, 1).map(({ version }) => version));
    }
    figures.push(...figuresOf(`redis, ${many / part}`, [await once(withRedis, many / part, options)], true));
    const failures = options.peers ? await joinRivals(few / part, options, figures, versions) : [];
    return {
      configuration: {
        durability: 'redis appendfsync always; sqlite synchronous FULL',
        versions: versions.join('; '),
        processes: 'redis: a worker and an ingress; sqlite: one',
      },
      figures,
      notes: [
        'Starts count until the last instance waits, drains until the last has ended; events come over HTTP, one a request.',
        'Bytes are used_memory of Redis or the size of the files of sqlite, for an instance and its log.',
        'Rivals have one round; memory that is less than before has been given back to the system.',
        'Memory is what the process that runs instances has gained by those that wait, after a first 10 000 that waited and ended and only warmed it up, and what it has in all; idle CPU is that of all processes together, over 5 s.',
      ],
      failures,
    };
  },
};

function once(setting: Setting, count: number, { note }: ClaimOptions): Promise<Waiting> {
  return setting((store) => measureWaiting(store, count, note));
}

/** Bounds hold for what was promised: Redis. */
function figuresOf(name: string, found: readonly Waiting[], bounded: boolean): readonly Figure[] {
  const cpu = (what: string, read: (waiting: Waiting) => Waiting['startCpu']): readonly Figure[] =>
    Object.keys(found[0] === undefined ? {} : read(found[0])).map((process) => ({
      name: `${name}: ${what}, CPU of the ${process}`,
      unit: 'µs each',
      better: 'lower',
      rounds: found.map((one) => read(one)[process] ?? Number.NaN),
    }));
  const figure = (
    what: string,
    unit: string,
    better: Figure['better'],
    read: (waiting: Waiting) => number,
    bound: number,
  ): Figure => ({
    name: `${name}: ${what}`,
    unit,
    better,
    rounds: found.map(read),
    ...(bounded ? { bound: better === 'higher' ? { atLeast: bound } : { atMost: bound } } : {}),
  });
  return [
    figure('starts', 'instances/s', 'higher', (one) => one.startsPerSecond, 3_000),
    figure('store', 'bytes each', 'lower', (one) => one.bytesEach, 3_000),
    figure('worker', 'MB', 'lower', (one) => one.workerBytes / megabyte, 10),
    ...(found.some(({ residentBytes }) => residentBytes > 0) ? [inAll(name, found)] : []),
    figure('idle CPU', '% of a core', 'lower', (one) => one.idleCpu * 100, 1),
    figure('drain', 'events/s', 'higher', (one) => one.drainPerSecond, 2_000),
    ...cpu('start', (one) => one.startCpu),
    ...cpu('drain', (one) => one.drainCpu),
  ];
}

function inAll(name: string, found: readonly Waiting[]): Figure {
  const rounds = found.map((one) => one.residentBytes / megabyte);
  return { name: `${name}: worker in all`, unit: 'MB', better: 'lower', rounds };
}

/** Adds what the rivals do, one run of each: they take minutes. Returns which could not, and why. */
async function joinRivals(
  count: number,
  { note }: ClaimOptions,
  figures: Figure[],
  versions: string[],
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const system of allSystems().filter(({ kind }) => kind === 'rival')) {
    try {
      const driver = await startDriver(system);
      try {
        await driver.ask({ do: 'park', count: warming(count) });
        const answer = await driver.ask({ do: 'park', count });
        const number = (name: string): number => Number(answer[name]);
        const own = Object.entries(driver.hello.versions).map((entry) => entry.join(' '));
        const version = `${system.name}: ${own.join(', ')}; ${driver.hello.durability}`;
        versions.push(version);
        const found: Waiting = {
          version,
          startsPerSecond: number('startsPerSecond'),
          workerBytes: number('workerBytes'),
          residentBytes: 0,
          bytesEach: number('storeBytes') / count,
          idleCpu: number('idleCpu'),
          drainPerSecond: number('drainPerSecond'),
          startCpu: {},
          drainCpu: {},
        };
        const theirs = figuresOf(`${system.name}, ${count}`, [found], false);
        figures.push(...theirs.map((figure): Figure => ({ ...figure, foreign: true })));
        figures.push(...besideRival(figures, system.name, count));
      } finally {
        await driver.stop();
      }
    } catch (error) {
      const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
      note(`  ${system.name}: ${why}`);
      failures.push(`${system.name}: ${why}`);
    }
  }
  return failures;
}

/** What Redis costs in terms of a rival. */
function besideRival(figures: readonly Figure[], rival: string, count: number): readonly Figure[] {
  return ['starts', 'store', 'idle CPU', 'drain'].flatMap((what) => {
    const of = (system: string) => figures.find(({ name }) => name === `${system}, ${count}: ${what}`);
    return ratio(of('redis'), of(rival), { name: `redis, ${count}: ${what} ÷ ${rival}` });
  });
}
