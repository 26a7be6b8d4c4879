import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** A child process, from when it says that it is ready until it is stopped. */
export interface RunningProcess {
  readonly pid: number;
  /** What the line that said so matched. */
  readonly ready: RegExpExecArray;
  /** Resolves when it is gone. One that stays for ten seconds is killed. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** Found in what it writes to stdout or stderr once it is ready. */
  readonly ready: RegExp;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where everything that it writes goes too; nowhere unless given. */
  readonly log?: (text: string) => void;
}

const patience = 60_000;
const grace = 10_000;

/** Starts a process and waits for its word. It is killed when this process ends. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const { command, args, ready, environment = {}, log = () => {} } = options;
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const killed = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killed);
  child.once('exit', () => process.off('exit', killed));
  const found = await said(child, ready, log);
  return {
    pid: child.pid ?? 0,
    ready: found,
    stop: (signal = 'SIGTERM') => end(child, signal),
  };
}

/** Ends a child process and waits until it is gone. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), grace);
  await gone;
  clearTimeout(late);
}

function said(child: ChildProcess, ready: RegExp, log: (text: string) => void): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    let waiting = true;
    const late = setTimeout(() => fail('is not ready after a minute'), patience);
    const settle = (): void => {
      waiting = false;
      clearTimeout(late);
    };
    const fail = (why: string): void => {
      if (!waiting) return;
      settle();
      child.kill('SIGKILL');
      reject(new Error(`${child.spawnargs.join(' ')} ${why}:\n${text.slice(-2_000)}`));
    };
    const listen = (chunk: Buffer): void => {
      log(chunk.toString());
      if (!waiting) return;
      text += chunk.toString();
      const found = ready.exec(text);
      if (found === null) return;
      settle();
      resolve(found);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
  });
}

/** A port of the loopback that nobody has just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
