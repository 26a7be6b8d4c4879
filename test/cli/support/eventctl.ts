import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

const bin = resolve(import.meta.dirname, '../../../bin/run.js');

/** Milliseconds that a command may take; what takes longer is killed, which fails its test. */
const patience = 25_000;

export interface Outcome {
  /** The exit code, or the signal that ended it. */
  readonly exit: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly folder: string;
  /** Added to an environment without any EVENTCTL_* or colour variable. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs the built command line to its end, in a folder, as a user would. */
export function eventctl(argv: readonly string[], around: Surroundings): Promise<Outcome> {
  return begin(argv, around).ended;
}

/** As `eventctl`, and what it says until then. */
export function begin(
  argv: readonly string[],
  around: Surroundings,
): { said(): { readonly stdout: string; readonly stderr: string }; readonly ended: Promise<Outcome> } {
  const child = launch(argv, around);
  const said = collect(child);
  child.stdin?.end(around.input ?? '');
  const ended = new Promise<Outcome>((done, fail) => {
    const late = setTimeout(() => child.kill('SIGKILL'), patience);
    child.once('error', fail);
    child.once('close', (code, signal) => {
      clearTimeout(late);
      done({ exit: code ?? signal ?? 'unknown', stdout: said.stdout, stderr: said.stderr });
    });
  });
  return { said: () => ({ ...said }), ended };
}

export interface Running {
  /** Where it listens; empty for a worker. */
  readonly url: string;
  readonly pid: number;
  said(): { readonly stdout: string; readonly stderr: string };
  /** Ends it as Ctrl-C does, or by another signal. Resolves with the exit code, or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
}

/** Starts `eventctl dev` on a free port and resolves when it works. */
export function dev(argv: readonly string[], around: Surroundings): Promise<Running> {
  return start(['dev', '--port', '0', ...argv], around);
}

/** Starts `eventctl dev`, `serve` or `worker` and resolves when it works. */
export async function start(argv: readonly string[], around: Surroundings): Promise<Running> {
  const child = launch(argv, around);
  const said = collect(child);
  const exited = new Promise<number | string>((done) => {
    child.once('close', (code, signal) => done(code ?? signal ?? 'unknown'));
  });
  const ready = new Promise<void>((done) => {
    child.stderr?.on('data', () => {
      if (said.stderr.includes('Ctrl-C stops')) done();
    });
  });
  await Promise.race([ready, exited]);
  if (child.exitCode !== null || child.pid === undefined) {
    throw new Error(`eventctl ${argv.join(' ')} did not start: ${said.stderr}`);
  }
  return {
    url: /http:\/\/\S+/.exec(said.stderr)?.[0] ?? '',
    pid: child.pid,
    said: () => ({ ...said }),
    stop: (signal = 'SIGINT') => {
      child.kill(signal);
      return exited;
    },
  };
}

function launch(argv: readonly string[], { folder, environment }: Surroundings): ChildProcess {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('EVENTCTL_') && !['NO_COLOR', 'FORCE_COLOR', 'NODE_ENV'].includes(name),
  );
  return spawn(process.execPath, [bin, ...argv], {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), ...environment },
  });
}

function collect(child: ChildProcess): { stdout: string; stderr: string } {
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  return said;
}
