import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../package.ts';
import { startProcess } from '../process.ts';
import { startRedis } from '../redis.ts';
import { usageOf } from '../scale/process-usage.ts';
import { pluginFile } from '../worker.ts';
import { gaugeRedisStore, gaugeSqliteStore, type StoreGauge } from './store.ts';

/** A process of the soak. */
export interface Watched {
  readonly name: string;
  /** Megabytes it has of the machine. */
  resident(): number;
  /** Seconds of CPU it has used. */
  cpu(): number;
  /** Megabytes that its objects take after a collection; undefined before the first one. */
  heap(): number | undefined;
}

/** Everything that runs, until it is stopped. */
export interface Services {
  readonly url: string;
  readonly processes: readonly Watched[];
  readonly store: StoreGauge;
  readonly configuration: Readonly<Record<string, string | number>>;
  stop(): Promise<void>;
}

/** Several times as long as two looks at instances are apart, so that each is seen after its end on a busy machine too. */
export const keepEnded = 60;
export const keepEvents = 60;

const megabyte = 1_000_000;
const keeping = ['--keep-events', `PT${keepEvents}S`];
const working = ['--plugin', pluginFile, '--keep-ended', `PT${keepEnded}S`, ...keeping];

/** A Redis that writes to disk before it answers, two workers and one server. */
export async function startOnRedis(folder: string): Promise<Services> {
  const redis = await startRedis();
  const store = ['--store', redis.url];
  const services = await Promise.all([
    start('server', ['serve', ...store, '--port', '0', ...keeping], folder),
    start('worker 1', ['worker', ...store, ...working], folder),
    start('worker 2', ['worker', ...store, ...working], folder),
  ]);
  const gauge = await gaugeRedisStore(redis.url);
  return {
    url: urlOf(services),
    processes: [...services, { name: 'Redis', ...usage(redis.pid), heap: () => undefined }],
    store: gauge,
    configuration: { store: `redis ${redis.version}, appendfsync always`, workers: 2, servers: 1 },
    async stop() {
      gauge.close();
      await Promise.all(services.map((service) => service.stop()));
      await redis.stop();
    },
  };
}

/** One process that does everything, on a file. */
export async function startOnSqlite(folder: string): Promise<Services> {
  const path = join(folder, 'store.db');
  const service = await start('dev', ['dev', '--store', `sqlite:${path}`, '--port', '0', ...working], folder);
  const gauge = gaugeSqliteStore(path);
  return {
    url: urlOf([service]),
    processes: [service],
    store: gauge,
    configuration: { store: 'sqlite, full sync', processes: 1 },
    async stop() {
      gauge.close();
      await service.stop();
    },
  };
}

interface Started extends Watched {
  readonly url: string | undefined;
  stop(): Promise<void>;
}

async function start(name: string, args: readonly string[], folder: string): Promise<Started> {
  let heard = '';
  const { pid, stop } = await startProcess({
    command: process.execPath,
    args: [
      '--import',
      join(process.cwd(), 'bench', 'soak', 'heap.js'),
      join(packageFolder(), 'bin', 'run.js'),
      ...args,
    ],
    ready: /Ctrl-C stops/,
    environment: { EVENTCTL_SOAK_HEAPS: folder },
    log: (text) => {
      heard += heard.length < 10_000 ? text : '';
      if (/ (warn|error) /.test(text)) process.stderr.write(`  ${name}: ${text}`);
    },
  });
  return {
    name,
    url: /events and API at (\S+)/.exec(heard)?.[1],
    ...usage(pid),
    heap: () => readHeap(join(folder, String(pid))),
    stop: () => stop(),
  };
}

function usage(pid: number): Pick<Watched, 'resident' | 'cpu'> {
  return {
    resident: () => usageOf(pid).resident / megabyte,
    cpu: () => usageOf(pid).cpu / 1000,
  };
}

function readHeap(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) / megabyte;
  } catch {
    return undefined;
  }
}

function urlOf(services: readonly Started[]): string {
  const url = services.find((service) => service.url !== undefined)?.url;
  if (url === undefined) throw new Error('no process listens');
  return url;
}
