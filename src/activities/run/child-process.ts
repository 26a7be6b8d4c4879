import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { WorkflowError } from '../../problem/problem.ts';
import { Capture } from './capture.ts';
import { clearAtExit } from './leftovers.ts';
import { type Outcome, tooMuchOutput } from './outcome.ts';
import { ProcessGroup } from './process-group.ts';

/** Variables that a process gets of the worker's own environment. Everything else of it stays here: it may be secret. */
const inherited = ['PATH', 'HOME', 'LANG'];

/** Milliseconds that what a process left in the background has to let go of its output, twice. */
const drainTime = 250;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

export interface Command {
  /** Names the process in errors: `the shell command`. */
  readonly what: string;
  readonly file: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stdin: string | undefined;
}

/**
 * Runs a program to its end, in a group of its own. Whatever it leaves in the background ends with it.
 * @param folder its working directory.
 * @throws WorkflowError `runtime` when it writes too much; `configuration` when there is no such program.
 */
export async function runCommand(command: Command, folder: string, signal: AbortSignal): Promise<Outcome> {
  signal.throwIfAborted();
  const child = spawn(command.file, command.argv, {
    cwd: folder,
    env: { ...ownEnvironment(), ...command.environment },
    // A session of its own, so that it can be signalled with everything it starts.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const group = child.pid === undefined ? undefined : new ProcessGroup(child.pid);
  const stop = (): void => group?.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await endOf(child, command, () => group?.end());
  } finally {
    signal.removeEventListener('abort', stop);
    group?.end();
  }
}

/** An empty folder for one process, removed when it has ended. */
export async function inFolder<Result>(run: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'eventctl-run-'));
  const options = { recursive: true, force: true } as const;
  const forget = clearAtExit(() => rmSync(folder, options));
  try {
    return await run(folder);
  } finally {
    // What the process has made unremovable stays; its result is worth more.
    await rm(folder, options).catch(() => {});
    forget();
  }
}

/** The variables of this process that a child may see. */
export function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    inherited.flatMap((name): [string, string][] => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Feeds and reads a child until it has ended. Rejects as soon as it writes too much. */
function endOf(child: Child, command: Command, killRest: () => void): Promise<Outcome> {
  const stdout = new Capture();
  const stderr = new Capture();
  return new Promise((resolve, reject) => {
    const read = (stream: Readable, capture: Capture, name: string): void => {
      stream.on('data', (chunk: Buffer) => {
        if (!capture.add(chunk)) reject(tooMuchOutput(command.what, name));
      });
      stream.on('error', reject);
    };
    read(child.stdout, stdout, 'stdout');
    read(child.stderr, stderr, 'stderr');
    child.on('error', (error: NodeJS.ErrnoException) => reject(notStarted(error, command)));
    child.on('exit', (code, signal) => {
      void drained(child, killRest).then(() =>
        resolve({
          code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]),
          stdout: stdout.text(),
          stderr: stderr.text(),
        }),
      );
    });
    // A program need not read what it is given.
    child.stdin.on('error', () => {});
    child.stdin.end(command.stdin ?? '');
  });
}

/**
 * Waits until all output has been read. A background process may hold on to it: it gets a moment, is killed, and at
 * last nobody listens to it any more.
 */
async function drained(child: Child, killRest: () => void): Promise<void> {
  const closed = new Promise<true>((resolve) => child.once('close', () => resolve(true)));
  if (await within(drainTime, closed)) return;
  killRest();
  if (await within(drainTime, closed)) return;
  child.stdout.destroy();
  child.stderr.destroy();
}

async function within(time: number, done: Promise<true>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), time);
  });
  const result = await Promise.race([done, over]);
  clearTimeout(timer);
  return result;
}

function notStarted(error: NodeJS.ErrnoException, { what, file }: Command): WorkflowError {
  return error.code === 'ENOENT'
    ? WorkflowError.of('configuration', 'Program not found', `${what} needs ${file}, which is not here`, 500)
    : WorkflowError.of('runtime', 'The process did not start', `${what}: ${error.message}`);
}
