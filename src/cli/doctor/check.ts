import { Failure } from '../../problem/failure.ts';

/** What one check found. `warn` is worth knowing, `fail` keeps eventctl from working. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly hint?: string;
}

/** Runs a check; what it throws is a failure of the thing checked. */
export async function attempt(
  check: string,
  run: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await run();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const hint = error instanceof Failure ? error.hint : undefined;
    return [{ check, status: 'fail', detail, ...(hint === undefined ? {} : { hint }) }];
  }
}
