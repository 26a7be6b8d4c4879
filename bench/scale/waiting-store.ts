import { join } from 'node:path';
import type { Client } from '../../src/client/index.ts';
import { versionOf } from '../machine.ts';
import { moduleUrl } from '../package.ts';
import { startRedis } from '../redis.ts';
import { createPoster, type Poster } from '../systems/poster.ts';
import { pluginFile, startService } from '../worker.ts';
import { inFolder, sizeOf } from './folder.ts';
import { gaugeRedis } from './redis-usage.ts';

/** A store with one process that runs instances and a way in for events. */
export interface WaitingStore {
  readonly name: string;
  /** Of the store. */
  readonly version: string;
  readonly client: Client;
  readonly post: Poster['post'];
  /** The process that runs instances. */
  readonly worker: number;
  /** All processes, by what they do. */
  readonly processes: Readonly<Record<string, number>>;
  readonly bytes: () => Promise<number>;
}

type Work<Result> = (store: WaitingStore) => Promise<Result>;

const plugin = ['--plugin', pluginFile, '--allow-private', 'loopback'];

/** Redis, `eventctl worker` and `eventctl serve`: three processes. */
export async function withRedis<Result>(work: Work<Result>): Promise<Result> {
  const closing: (() => unknown)[] = [];
  try {
    const redis = await startRedis();
    closing.push(() => redis.stop());
    const worker = await startService(['worker', '--store', redis.url, ...plugin]);
    closing.push(() => worker.stop());
    const serve = await startService(['serve', '--store', redis.url, '--port', '0']);
    closing.push(() => serve.stop());
    const gauge = await gaugeRedis(redis.url);
    closing.push(() => gauge.close());
    const poster = createPoster(serve.url ?? '');
    closing.push(() => poster.close());
    const client = await openClient({ store: redis.url });
    closing.push(() => client.close());
    return await work({
      name: 'redis',
      version: `redis ${redis.version}`,
      client,
      post: poster.post,
      worker: worker.pid,
      processes: { worker: worker.pid, ingress: serve.pid, store: redis.pid },
      bytes: gauge.memory,
    });
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** `eventctl dev` on a file: one process. */
export function withSqlite<Result>(work: Work<Result>): Promise<Result> {
  return inFolder(async (folder) => {
    const store = `sqlite:${join(folder, 'store.db')}`;
    const dev = await startService(['dev', '--store', store, '--port', '0', ...plugin]);
    const poster = createPoster(dev.url ?? '');
    try {
      const client = await openClient({ store, ...(dev.url === undefined ? {} : { server: dev.url }) });
      return await work({
        name: 'sqlite',
        version: `libsql ${versionOf('libsql')}`,
        client,
        post: poster.post,
        worker: dev.pid,
        processes: { worker: dev.pid },
        bytes: async () => (await sizeOf(folder)).bytes,
      });
    } finally {
      poster.close();
      await dev.stop();
    }
  });
}

async function openClient(where: { readonly store: string; readonly server?: string }): Promise<Client> {
  const client: typeof import('../../src/client/index.ts') = await import(moduleUrl('client/index.js'));
  return client.openClient(where);
}
