import { setTimeout as sleep } from 'node:timers/promises';
import type { Plugin } from '../activities/index.ts';
import type { Backend } from '../backend/backend.ts';
import type { Engine, EngineOptions, LogEntry } from '../engine/index.ts';
import type { Json } from '../json/json.ts';
import { createRedactor } from '../json/redactor.ts';
import { Failure } from '../problem/failure.ts';
import type { RunningServer } from '../server/index.ts';
import { closeAll, type Open } from './close-all.ts';
import { isShared } from './connection.ts';
import { stopRequested } from './interrupt.ts';
import { plain } from './output/colour.ts';
import { formatTime } from './output/time.ts';
import { type PrivateChoice, privateAccess } from './private-access.ts';
import { packageVersion } from './version.ts';

/** Milliseconds for which a process that stops waits for anything: more than its parts take by themselves. */
const stopPatience = 12_000;

/** What a long-running process is made of. At least one of `listen` and `work` is given. */
export interface ServiceOptions {
  readonly store: string;
  readonly listen?: {
    readonly host: string;
    readonly port: number;
    readonly token?: string;
    /** Instances that wait for their turn before events and starts are refused. */
    readonly maxBacklog: number;
    /** Where other commands on this machine reach a store that only one process may open. */
    readonly socketPath?: string;
  };
  readonly work?: {
    /** Instances advanced at a time. */
    readonly turns: number;
    /** Activities run at a time. */
    readonly activities: number;
    readonly limits: NonNullable<EngineOptions['limits']>;
    readonly allowPrivate: PrivateChoice;
    /** What `run` may start on this machine, as `--allow-run` lists it. */
    readonly allowRun: string;
    /** Lifecycle events to publish. */
    readonly lifecycle: 'named' | 'all';
    /** Milliseconds for which ended instances stay. */
    readonly keepEnded: number;
  };
  /** Milliseconds for which the store remembers events, and keeps those that somebody may wait for yet. */
  readonly keepEvents: number;
  /** For the workflows that run here; their values are taken out of every answer. */
  readonly secrets: Readonly<Record<string, Json>>;
  /** Calls that this process adds. */
  readonly plugins?: readonly Plugin[];
  readonly debug: boolean;
  /** A line for people. */
  readonly note: (text: string) => void;
}

/**
 * Runs until Ctrl-C (or SIGTERM).
 *
 * opening ──► running ──signal──► draining ──► closed
 *
 * Draining is the server's and the engine's, together; what is still accepted meanwhile has its place in the store, which
 * is closed after them. Each bounds by itself what it waits for; should one of them not, the process ends all the same.
 * @throws Failure `timed-out` then.
 */
export async function runService(options: ServiceOptions): Promise<void> {
  const { note } = options;
  const [atWork, stores]: [Open[], Open[]] = [[], []];
  try {
    const { openBackend } = await import('../backend/index.ts');
    const socket = options.listen?.socketPath;
    // A sqlite store has one owner; it says so before it is touched.
    const owner = socket === undefined ? {} : { socket };
    const connect = () => openBackend(options.store, { retention: options.keepEvents, owner });
    const backend = await (isShared(options.store) ? openPatiently(connect, note) : connect());
    stores.push({ name: 'the store', close: () => backend.close() });
    note(`eventctl ${packageVersion()} on ${backend.description}`);

    const engine = await createService(backend, options);
    if (options.work !== undefined) atWork.push({ name: 'what runs', close: () => engine.stop() });
    if (options.listen !== undefined) {
      const server = await listen(backend, engine, options.listen, options);
      atWork.push({ name: 'requests', close: () => server.stop() });
    }
    if (options.work !== undefined) {
      await engine.start();
      const { turns, activities } = options.work;
      note(
        turns === activities
          ? `  working on up to ${turns} instances at a time`
          : `  working on up to ${turns} instances and ${activities} activities at a time`,
      );
    }
    const { introduce } = await import('./introduction.ts');
    const { settings, warnings } = await introduce(backend, options);
    for (const setting of settings) note(`  ${setting}`);
    for (const message of warnings) note(formatLogEntry({ level: 'warn', message }, options.debug));
    // Listened for before it is promised.
    const stop = stopRequested();
    note('  Ctrl-C stops');
    await stop;
    note('stopping');
  } finally {
    await closeAll([atWork, stores], stopPatience);
  }
}

/** Milliseconds for which a service waits for a store that it shares with others, and between two attempts. */
const openPatience = 30_000;
const openInterval = 500;

/** A master of Redis that is away for a moment keeps no service from coming up. A wrong address is told at once. */
async function openPatiently(open: () => Promise<Backend>, note: ServiceOptions['note']): Promise<Backend> {
  const begun = performance.now();
  for (let told = false; ; told = true) {
    try {
      return await open();
    } catch (error) {
      const isAway = error instanceof Failure && error.code === 'unreachable';
      if (!isAway || performance.now() - begun > openPatience) throw error;
      if (!told) note(`${error.message}; trying again for ${openPatience / 1000} seconds`);
      await sleep(openInterval);
    }
  }
}

async function createService(backend: Backend, options: ServiceOptions): Promise<Engine> {
  const { createEngine, realClock } = await import('../engine/index.ts');
  const { compileStored } = await import('../definitions/index.ts');
  const { createActivities, readRunKinds } = await import('../activities/index.ts');
  const { work } = options;
  const redactor = createRedactor(options.secrets);
  const { turns = 1, activities = 1, limits = {} } = work ?? {};
  const access = work?.allowPrivate ?? 'none';
  return createEngine({
    backend,
    clock: realClock,
    compile: compileStored,
    activities: createActivities({
      allowPrivate: privateAccess(access),
      plugins: options.plugins ?? [],
      allowRun: readRunKinds(work?.allowRun ?? ''),
      hosts: { rules: limits.hosts ?? [], pace: realClock },
    }),
    secrets: options.secrets,
    runtime: { name: 'eventctl', version: packageVersion() },
    concurrency: { turns, activities },
    limits,
    lifecycle: work?.lifecycle ?? 'named',
    ...(work === undefined ? {} : { keepEnded: work.keepEnded }),
    log: (entry) => options.note(redactor.text(formatLogEntry(entry, options.debug))),
  });
}

async function listen(
  backend: Backend,
  engine: Engine,
  at: NonNullable<ServiceOptions['listen']>,
  options: ServiceOptions,
): Promise<RunningServer> {
  const { createLocalClient, redactAnswers } = await import('../client/index.ts');
  const { startServer } = await import('../server/index.ts');
  const server = await startServer({
    ...at,
    client: redactAnswers(
      createLocalClient({
        backend,
        engine,
        plugins: options.plugins?.map(({ name }) => name) ?? [],
      }),
      options.secrets,
    ),
    backlog: { ask: () => backend.doorbell.backlog(), most: at.maxBacklog },
    version: packageVersion(),
    log: (message, error) => options.note(formatLogEntry({ level: 'error', message, error }, options.debug)),
    notice: (message) => options.note(formatLogEntry({ level: 'warn', message }, options.debug)),
  });
  options.note(`  events and API at ${server.url}`);
  if (at.socketPath !== undefined) options.note(`  other commands reach it at ${at.socketPath}`);
  return server;
}

function formatLogEntry({ level, message, instance, error }: LogEntry, debug: boolean): string {
  const about = instance === undefined ? '' : ` (instance ${instance})`;
  const cause = error instanceof Error ? error : undefined;
  const why = cause === undefined ? '' : `: ${plain(cause.message)}`;
  const line = `${formatTime(Date.now())} ${level} ${plain(message)}${about}${why}`;
  return debug && cause?.stack !== undefined ? `${line}\n${cause.stack}` : line;
}
