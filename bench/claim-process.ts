import { fork } from 'node:child_process';
import { isObject, type Json } from '../src/json/json.ts';
import { claimOf, type RecordedClaim } from './recorded.ts';

/*
 * Each claim runs in a process of its own, with this program and these arguments: what it leaves behind in memory,
 * what it never answers, and what it throws where nobody catches it are gone before the next one begins.
 *
 *     started ─ result ─► told ─► group killed
 *         └── its end, or time over ──► group killed, failed
 */

/** Names the one claim to a process that is to run it. */
const variable = 'EVENTCTL_BENCH_CLAIM';

/** The claim that this process is to run; undefined in the process that starts them. */
export function ownClaim(): string | undefined {
  return process.env[variable];
}

/** Runs the claim of this process, gives what it found to the process that waits for it, and ends this one. */
export async function tell(run: () => Promise<RecordedClaim>): Promise<void> {
  const found = await run().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return { error: error instanceof Error ? error.message : String(error) };
  });
  process.send?.(found, undefined, {}, () => process.exit('error' in found ? 1 : 0));
}

/**
 * Runs a claim in a process of its own.
 * @throws Error with what it failed for, when it ends without a result, or takes longer than so many minutes
 */
export function runApart(
  name: string,
  minutes: number,
  [program = '', ...args]: readonly string[] = process.argv.slice(1),
): Promise<RecordedClaim> {
  const child = fork(program, args, {
    env: { ...process.env, [variable]: name },
    // Its servers are of its group: they end with it.
    detached: true,
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const kill = (): void => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  };
  const stop = (): void => {
    kill();
    process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  return new Promise<RecordedClaim>((resolve, reject) => {
    let told: Json | undefined;
    const late = setTimeout(() => {
      reject(new Error(`it has not ended after ${Math.round(minutes)} minutes`));
      kill();
    }, minutes * 60_000);
    child.once('message', (message: Json) => {
      told = message;
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(late);
      if (told === undefined) reject(new Error(`it has ended with ${code ?? signal}, without a result`));
      else if (isObject(told) && told['error'] !== undefined) reject(new Error(String(told['error'])));
      else resolve(new Promise((done) => done(claimOf(told))));
    });
  }).finally(() => {
    kill();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  });
}
