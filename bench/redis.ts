import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startProcess } from './process.ts';

/** When an appended command is on disk: before it is answered, or within a second. */
export type Fsync = 'always' | 'everysec';

/** A Redis on a port of the loopback, with a folder of its own. */
export interface BenchRedis {
  readonly url: string;
  readonly pid: number;
  /** Of the server program. */
  readonly version: string;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** `settings` are lines of its configuration, by name. */
export async function startRedis({
  fsync = 'always',
  settings = {},
}: {
  readonly fsync?: Fsync;
  readonly settings?: Readonly<Record<string, string>>;
} = {}): Promise<BenchRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'eventctl-bench-redis-'));
  const port = await freePort();
  const configuration = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'yes',
    appendfsync: fsync,
    'maxmemory-policy': 'noeviction',
    // As docs/semantics.md advises: rewriting takes a core for a while.
    'auto-aof-rewrite-min-size': '1gb',
    ...settings,
  };
  const args = Object.entries(configuration).flatMap(([name, value]) => [`--${name}`, value]);
  const server = await startProcess({
    command: 'redis-server',
    args,
    ready: /version=([\d.]+)[\s\S]*Ready to accept connections/,
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: server.pid,
    version: server.ready[1] ?? '',
    async stop() {
      await server.stop('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
