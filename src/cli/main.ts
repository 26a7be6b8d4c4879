import { run } from '@oclif/core/run';
import { settings } from '@oclif/core/settings';
import { report } from './report.ts';

/**
 * Runs one command line and ends the process with its exit code (docs/cli.md lists them).
 * `eventctl help instance list` is the same as `eventctl instance list --help`.
 */
export async function main(argv: readonly string[]): Promise<void> {
  // oclif looks for TypeScript sources when NODE_ENV is `test` or `development`, which users' shells may well set.
  settings.enableAutoTranspile = false;
  leaveQuietlyWhenNobodyReads();
  const line = argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv];
  const code = await outcome(line);
  await written(process.stdout);
  await written(process.stderr);
  process.exit(code);
}

async function outcome(argv: string[]): Promise<number> {
  try {
    await run(argv, import.meta.url);
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    return report(error, argv);
  }
}

/** `eventctl logs ID | head -1` closes our stdout early: that is no error. */
function leaveQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

/** Resolves when what was written before has left the process: exiting earlier would cut a long output to a pipe. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
