// Redis, `eventctl worker` processes and, for events, `eventctl serve`, or all of these as one `eventctl dev`, of the built
// package. This process is the client: it opens the store as the command line does, starts instances, sends events over
// HTTP, and counts ends.
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { versionOf } from '../machine.ts';
import { moduleUrl, packageFolder } from '../package.ts';
import { type Fsync, startRedis } from '../redis.ts';
import { pluginFile, type Service, startService } from '../worker.ts';
import { openStore } from './client.ts';
import { commandTimes } from './command-times.ts';
import { withCpu } from './cpu.ts';
import { runEvents } from './events.ts';
import { awaitedLoad, countedLoad } from './load.ts';
import { createPoster } from './poster.ts';
import { type Served, serve } from './serve.ts';

const { values: flags } = parseArgs({
  options: {
    name: { type: 'string', default: 'eventctl redis' },
    package: { type: 'string', default: packageFolder() },
    fsync: { type: 'string', default: 'always' },
    workers: { type: 'string', default: '1' },
    /** Ingress and worker are one process. */
    together: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
});

/** Up to here each end is waited for by itself, with a connection of its own; beyond, ends are counted. */
const awaited = 8;

await serve(flags.name, start);

async function start(): Promise<Served> {
  const fsync: Fsync = flags.fsync === 'everysec' ? 'everysec' : 'always';
  const redis = await startRedis({ fsync });
  const { server, workers, all } = await startServices(redis.url);
  const store = await openStore(redis.url, flags.package);
  const admin = new Redis(redis.url, { enableAutoPipelining: true });
  const poster = createPoster(server.url ?? '');
  const ends = { count: await countEnds(admin, flags.package) };
  await admin.config('RESETSTAT');
  const pids = { worker: workers.map(({ pid }) => pid), client: [process.pid], redis: [redis.pid] };

  return {
    versions: { redis: redis.version, bullmq: versionOf('bullmq'), ioredis: versionOf('ioredis') },
    durability: `appendonly yes, appendfsync ${fsync}, auto-aof-rewrite-min-size 1gb; an answer follows its write`,
    async steps({ kind, concurrency, count, url: at }) {
      const workflow = await store.applySteps(kind, at);
      const begin = () => store.start(workflow, {});
      if (concurrency <= awaited) {
        return awaitedLoad({ count, concurrency, run: async () => store.ended(await begin()) });
      }
      const measured = await withCpu(pids, async () => ({
        seconds: await countedLoad({ count, concurrency, start: begin, ends }),
      }));
      await store.requireSuccess();
      return measured;
    },
    events: (request) => runEvents(request, { store, ends, post: poster.post }),
    profile: () => commandTimes(admin),
    async stop() {
      poster.close();
      admin.disconnect();
      await store.client.close();
      await Promise.all(all.map((service) => service.stop()));
      await redis.stop();
    },
  };
}

interface Services {
  /** With the ingress. */
  readonly server: Service;
  /** Those that run instances. */
  readonly workers: readonly Service[];
  readonly all: readonly Service[];
}

async function startServices(url: string): Promise<Services> {
  const options = { package: flags.package, profile: flags.profile };
  const store = ['--store', url];
  const listening = ['--port', '0'];
  const working = ['--plugin', pluginFile, '--allow-private', 'loopback'];
  if (flags.together) {
    const server = await startService(['dev', ...store, ...listening, ...working], options);
    return { server, workers: [server], all: [server] };
  }
  const [server, ...workers] = await Promise.all([
    startService(['serve', ...store, ...listening], { package: flags.package }),
    ...Array.from({ length: Number(flags.workers) }, () =>
      startService(['worker', ...store, ...working], options),
    ),
  ]);
  return { server, workers, all: [server, ...workers] };
}

/**
 * How many instances have completed. The one place where the client looks at rows: nothing that asks a store counts
 * without listing.
 */
async function countEnds(admin: Redis, folder: string): Promise<() => Promise<number>> {
  const { createPartitions }: typeof import('../../src/backend/redis/partition.ts') = await import(
    moduleUrl('backend/redis/partition.js', folder)
  );
  const { tags } = createPartitions(
    'eventctl',
    Number(await admin.hget('{eventctl:meta}:store', 'partitions')),
  );
  return async () => {
    const counts = await Promise.all(tags.map((tag) => admin.zcard(`${tag}:instances:completed`)));
    return counts.reduce((sum, count) => sum + count, 0);
  };
}
