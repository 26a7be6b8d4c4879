import { inspectProcesses, type RunKind } from '../../activities/index.ts';
import type { Finding } from './check.ts';

/** What run tasks may start here, and whether this machine has what that needs. What is off needs nothing. */
export async function checkProcesses(
  allowed: readonly RunKind[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly Finding[]> {
  const found = await inspectProcesses(environment);
  return found.map(({ kind, complete, detail }): Finding => {
    const check = `run ${kind}`;
    const hint = `--allow-run ${kind} turns it on`;
    if (!allowed.includes(kind)) return { check, status: 'ok', detail: `off; ${detail}`, hint };
    return { check, status: complete ? 'ok' : 'warn', detail: `on; ${detail}` };
  });
}
