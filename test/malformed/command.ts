import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** Milliseconds that one command may take; what takes longer is killed, which fails its test. */
const patience = 20_000;

export interface Outcome {
  /** The exit code, or the signal that ended it. */
  readonly exit: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line to its end, as a user would. */
export function runCommand(argv: readonly string[]): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [resolve('bin/run.js'), ...argv], {
      timeout: patience,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', fail);
    child.on('close', (code, signal) => done({ exit: code ?? signal ?? 'unknown', stdout, stderr }));
  });
}
