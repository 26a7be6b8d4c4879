import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, StoreStatus } from '../../client/client.ts';
import { isObject } from '../../json/json.ts';
import { Failure } from '../../problem/failure.ts';
import { type Connection, isShared } from '../connection.ts';
import { attempt, type Finding } from './check.ts';

/** The oldest Node that eventctl runs on, as package.json says. */
const oldestNode = [20, 19] as const;

/** Everything `eventctl doctor` looks at, in the order it is shown. */
export async function examine(target: {
  readonly connection: Connection;
  readonly host: string;
  readonly port: number;
  /** What run tasks may start, as `--allow-run` lists it. */
  readonly allowRun: string;
}): Promise<readonly Finding[]> {
  const { connection, host, port, allowRun } = target;
  const redis = connection.server === undefined && isRedis(connection.store);
  const parts = [
    checkNode(process.versions.node),
    await attempt('sqlite', checkSqlite),
    await attempt(connection.server === undefined ? 'store' : 'server', () => checkConnection(connection)),
    redis ? await attempt('redis', () => checkRedis(connection.store)) : [],
    await attempt('port', () => checkPort(host, port)),
    await attempt('run', () => checkRun(allowRun)),
  ];
  return parts.flat();
}

export function checkNode(version: string): readonly Finding[] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = oldestNode;
  const recent = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  return recent
    ? [{ check: 'node', status: 'ok', detail: version }]
    : [
        {
          check: 'node',
          status: 'fail',
          detail: version,
          hint: `eventctl needs Node ${oldestNode.join('.')} or later`,
        },
      ];
}

/** False also for what names no store: that is told by trying to open it. */
function isRedis(store: string): boolean {
  try {
    return isShared(store);
  } catch {
    return false;
  }
}

/** Opens a store in an empty folder: the driver loads, and files can be locked and written. */
async function checkSqlite(): Promise<readonly Finding[]> {
  const { openBackend } = await import('../../backend/index.ts');
  const folder = await mkdtemp(join(tmpdir(), 'eventctl-doctor-'));
  try {
    const backend = await openBackend(`sqlite:${join(folder, 'doctor.db')}`);
    await backend.close();
    return [{ check: 'sqlite', status: 'ok', detail: 'the driver loads and writes' }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checkConnection(connection: Connection): Promise<readonly Finding[]> {
  const { openClient } = await import('../../client/index.ts');
  let client: Client;
  try {
    client = await openClient({ ...connection, existing: true });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'not-found') throw error;
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    return [{ check: 'store', status: 'ok', detail: error.message, ...hint }];
  }
  try {
    const status = await client.status();
    const check = connection.server === undefined ? 'store' : 'server';
    return [{ check, status: 'ok', detail: describeStatus(client.description, status) }];
  } finally {
    await client.close();
  }
}

/** Who answered, what stands behind it, and how much there is. */
function describeStatus(description: string, status: StoreStatus): string {
  const { store, workflows, backlog, backlogLimit } = status;
  return [
    description,
    ...(store === description ? [] : [store]),
    `${workflows} ${workflows === 1 ? 'workflow' : 'workflows'}`,
    `${backlog}${backlogLimit === undefined ? '' : ` of ${backlogLimit}`} ${backlog === 1 ? 'instance waits for its' : 'instances wait for their'} turn`,
  ].join(', ');
}

async function checkRun(allowRun: string): Promise<readonly Finding[]> {
  const { readRunKinds } = await import('../../activities/index.ts');
  const { checkProcesses } = await import('./processes.ts');
  return checkProcesses(readRunKinds(allowRun), process.env);
}

async function checkRedis(url: string): Promise<readonly Finding[]> {
  const { inspectRedis } = await import('../../backend/redis/index.ts');
  const { address, server, version, problems } = await inspectRedis(url);
  if (problems.length === 0)
    return [{ check: 'redis', status: 'ok', detail: `${server} ${version} at ${address}` }];
  return problems.map(({ level, message, hint }) => ({
    check: 'redis',
    status: level === 'error' ? 'fail' : 'warn',
    detail: message,
    hint,
  }));
}

/** A port that is taken is fine when it is eventctl that listens there. */
async function checkPort(host: string, port: number): Promise<readonly Finding[]> {
  const where = `${host}:${port}`;
  const code = await tryListening(host, port);
  if (code === undefined) return [{ check: 'port', status: 'ok', detail: `${where} is free` }];
  if (code === 'EADDRINUSE' && (await isEventctl(host, port))) {
    return [{ check: 'port', status: 'ok', detail: `eventctl listens on ${where}` }];
  }
  const hint = 'choose another one: eventctl dev --port PORT';
  return [{ check: 'port', status: 'fail', detail: `cannot listen on ${where} (${code})`, hint }];
}

function tryListening(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
}

async function isEventctl(host: string, port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://${host}:${port}/health`, { signal: AbortSignal.timeout(2_000) });
    const health: unknown = await answer.json();
    return isObject(health) && health['name'] === 'eventctl';
  } catch {
    return false;
  }
}
