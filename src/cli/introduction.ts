import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend } from '../backend/backend.ts';
import { Failure } from '../problem/failure.ts';
import { isShared } from './connection.ts';
import type { ServiceOptions } from './service.ts';

/** Milliseconds that a look at the store may take: a process that starts waits no longer for what it only warns of. */
const lookTime = 2_000;

/** What a process says when it starts. */
export interface Introduction {
  /** What it may do, and its limits: a line each. */
  readonly settings: readonly string[];
  /** What doctor would warn of, and limits that hold for nothing yet. */
  readonly warnings: readonly string[];
}

/** Looks at the options of a process and at its store. What the store does not answer is left out. */
export async function introduce(backend: Backend, options: ServiceOptions): Promise<Introduction> {
  const looks = Promise.all([problemsOf(options.store), missingWorkflows(backend, options)]);
  const warnings = await inTime(looks.then((found) => found.flat()));
  return { settings: settingsOf(options), warnings };
}

const privateNames = {
  loopback: 'this machine (loopback addresses)',
  all: 'all private addresses',
} as const;

/** The lines of an introduction that tell what the process may do; what it may not do has none. */
export function settingsOf({ listen, work }: Pick<ServiceOptions, 'listen' | 'work'>): readonly string[] {
  const lines: string[] = [];
  if (work !== undefined && work.allowPrivate !== 'none') {
    lines.push(`calls may reach ${privateNames[work.allowPrivate]}`);
  }
  if (work !== undefined && work.allowRun !== '') lines.push(`tasks may start ${work.allowRun}`);
  const limits = [
    ...(work?.limits.workflows ?? []).map(({ namespace, name, atOnce }) => `${namespace}/${name}=${atOnce}`),
    ...(work?.limits.hosts ?? []).map(({ host, port, ...much }) => {
      const place = port === undefined ? host : `${host}:${port}`;
      return 'atOnce' in much ? `${place}=${much.atOnce}` : `${place}=${much.perSecond}/s`;
    }),
  ];
  if (limits.length > 0) lines.push(`limits of this process: ${limits.join(', ')}`);
  if (listen !== undefined) {
    lines.push(`events and starts are refused while ${listen.maxBacklog} instances wait for their turn`);
  }
  return lines;
}

async function problemsOf(store: string): Promise<readonly string[]> {
  if (!isShared(store)) return [];
  const { inspectRedis } = await import('../backend/redis/index.ts');
  const { address, problems } = await inspectRedis(store);
  return problems.map(({ message, hint }) => `Redis at ${address}: ${message}. ${hint}`);
}

async function missingWorkflows(backend: Backend, { work }: ServiceOptions): Promise<readonly string[]> {
  const rules = work?.limits.workflows ?? [];
  const found = await Promise.all(
    rules.map(({ namespace, name }) => backend.definitions.get({ namespace, name, version: 'latest' })),
  );
  return rules
    .filter((_, index) => found[index] === undefined)
    .map(({ namespace, name }) => `--limit-workflow ${namespace}/${name}: there is no such workflow yet`);
}

/** What was found, or nothing where the store is away or takes too long: it says so itself when it is needed. */
async function inTime(looking: Promise<readonly string[]>): Promise<readonly string[]> {
  const over = new AbortController();
  const late = sleep(lookTime, [], { signal: over.signal }).catch(() => []);
  try {
    return await Promise.race([looking, late]);
  } catch (error) {
    if (error instanceof Failure && error.code === 'unreachable') return [];
    throw error;
  } finally {
    over.abort();
  }
}
