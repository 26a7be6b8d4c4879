import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const program = resolve(import.meta.dirname, '../../bin/run.js');

/** Worker processes of the built command line that are killed and replaced. */
export class Workers {
  private readonly arguments: readonly string[];
  private readonly running: ChildProcess[] = [];
  kills = 0;

  /** `arguments` of the command line, for example `['worker', '--store', url]`. */
  constructor(count: number, arguments_: readonly string[]) {
    this.arguments = arguments_;
    for (let index = 0; index < count; index++) this.running.push(this.spawn());
  }

  /** SIGKILLs one, by its place, and starts another in its stead. */
  async replace(index: number): Promise<void> {
    const victim = this.running[index % this.running.length];
    if (victim === undefined) return;
    this.running[index % this.running.length] = this.spawn();
    this.kills += 1;
    await end(victim, 'SIGKILL');
  }

  /** Halts one, by its place, as a machine that stands still would, and lets it go on after some milliseconds. */
  async halt(index: number, milliseconds: number): Promise<void> {
    const halted = this.running[index % this.running.length];
    halted?.kill('SIGSTOP');
    await pause(milliseconds);
    halted?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await Promise.all(this.running.map((worker) => end(worker, 'SIGKILL')));
  }

  private spawn(): ChildProcess {
    return spawn(process.execPath, [program, ...this.arguments], { stdio: ['ignore', 'ignore', 'ignore'] });
  }
}

/** Ends a process and waits until it is gone. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill(signal);
  await gone;
}
