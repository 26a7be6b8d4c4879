import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';

/** A Redis for one test file: loopback only, a port and a folder of its own, every write on disk before it is answered. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would end it. */
  kill(): Promise<void>;
  /** Starts it again on the same port and folder, after `kill`. */
  restart(): Promise<void>;
  /** From now on it takes connections and answers nothing, as a machine that hangs. `kill` and `stop` end it all the same. */
  halt(): Promise<void>;
  /** Goes on where `halt` halted it. */
  resume(): Promise<void>;
}

export interface RedisServerOptions {
  /** More configuration, as on the command line without the dashes: `{ 'cluster-enabled': 'yes' }`. */
  readonly configuration?: Readonly<Record<string, string>>;
}

/** A Redis that somebody else runs; used where a test does not need one of its own. */
const externalUrl = process.env['REDIS_URL'];

const programs = ['redis-server', 'valkey-server'];
const missing = `No Redis: set REDIS_URL, or put ${programs.join(' or ')} on PATH (npm test installs it on Debian as root)`;

/** Path of a server program on PATH. */
function findRedis(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return programs.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/**
 * Tests that need Redis. Without one they fail where `CI` is set, and are skipped with a message elsewhere.
 * `own`: an external Redis will not do, because the tests kill or configure it.
 */
export function describeRedis(name: string, tests: () => void, need: 'any' | 'own' = 'any'): void {
  if (findRedis() !== undefined || (need === 'any' && externalUrl !== undefined)) {
    describe(name, tests);
  } else if (process.env['CI']) {
    describe(name, () => {
      it('has a Redis', () => expect.fail(missing));
    });
  } else {
    process.stderr.write(`Skipped "${name}". ${missing}\n`);
    describe.skip(name, tests);
  }
}

/** The external Redis when there is one, else one of our own. */
export async function startAnyRedis(): Promise<RedisServer> {
  if (externalUrl === undefined) return startRedis();
  const refuse = async (): Promise<void> => {
    throw new Error('An external Redis is not ours to kill');
  };
  const port = Number(new URL(externalUrl).port || '6379');
  return {
    url: externalUrl,
    port,
    stop: async () => {},
    kill: refuse,
    restart: refuse,
    halt: refuse,
    resume: refuse,
  };
}

export async function startRedis({ configuration = {} }: RedisServerOptions = {}): Promise<RedisServer> {
  const program = findRedis();
  if (program === undefined) throw new Error(missing);
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'eventctl-redis-'));
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
    'maxmemory-policy': 'noeviction',
    ...configuration,
  };
  let server = await run(program, settings, port);
  const killAtExit = (): void => {
    server.kill('SIGKILL');
  };
  process.once('exit', killAtExit);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill: () => end(server),
    async restart() {
      server = await run(program, settings, port);
    },
    async halt() {
      server.kill('SIGSTOP');
    },
    async resume() {
      server.kill('SIGCONT');
    },
    async stop() {
      process.off('exit', killAtExit);
      await end(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function run(
  program: string,
  settings: Readonly<Record<string, string>>,
  port: number,
): Promise<ChildProcess> {
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  server.stdout.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4000);
  });
  for (let attempt = 0; attempt < 500; attempt++) {
    if (server.exitCode !== null) throw new Error(`${program} ended at once:\n${output}`);
    if (await answers(port)) return server;
    await sleep(20);
  }
  await end(server);
  throw new Error(`${program} did not answer on port ${port}:\n${output}`);
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await ended;
}

/** True when the server has loaded its rows and answers. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port }, () => socket.write('PING\r\n'));
    socket.once('data', (reply) => {
      resolve(reply.toString().startsWith('+PONG'));
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    // A port above 55535 would leave no room for the cluster bus, which takes the port plus 10000.
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => (port > 55_535 ? resolve(freePort()) : resolve(port)));
    });
  });
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
