import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isExecutable } from '../redis/server.ts';

/** A broker for one test file: loopback only, with a port and a folder of its own. */
export interface Broker {
  readonly port: number;
  stop(): Promise<void>;
}

/** Where Debian puts servers, which is not on everybody's PATH. */
const systemFolders = ['/usr/lib/rabbitmq/bin', '/usr/sbin', '/usr/local/sbin'];

export function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...systemFolders, ...folders].map((folder) => join(folder, name)).find(isExecutable);
}

/** Tests that need a broker of the system. Without it they fail where `CI` is set, and are skipped with a message elsewhere. */
export function describeBroker(program: string, name: string, tests: () => void): void {
  const missing = `No ${program}: install it (npm test does on Debian as root)`;
  if (findProgram(program) !== undefined) {
    describe(name, tests);
  } else if (process.env['CI']) {
    describe(name, () => {
      it(`has ${program}`, () => expect.fail(missing));
    });
  } else {
    process.stderr.write(`Skipped "${name}". ${missing}\n`);
    describe.skip(name, tests);
  }
}

/** Starts a server in a folder of its own, and waits until its port answers. */
export async function startProgram(options: {
  readonly name: string;
  readonly port: number;
  readonly arguments: (folder: string) => Promise<readonly string[]> | readonly string[];
  readonly environment?: (folder: string) => Readonly<Record<string, string>>;
}): Promise<Broker> {
  const program = findProgram(options.name);
  if (program === undefined) throw new Error(`there is no ${options.name}`);
  const folder = await mkdtemp(join(tmpdir(), `eventctl-${options.name}-`));
  const server = spawn(program, await options.arguments(folder), {
    cwd: folder,
    env: { ...process.env, HOME: folder, ...options.environment?.(folder) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that its own children end with it.
    detached: true,
  });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000);
    });
  }
  const killAtExit = (): void => kill(server);
  process.once('exit', killAtExit);
  const stop = async (): Promise<void> => {
    process.off('exit', killAtExit);
    await end(server);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  for (let attempt = 0; attempt < 1_200; attempt++) {
    if (server.exitCode !== null) break;
    if (await answers(options.port)) return { port: options.port, stop };
    await sleep(50);
  }
  await stop();
  throw new Error(`${options.name} did not answer on port ${options.port}:\n${output}`);
}

function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  kill(server);
  await ended;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port }, () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}
