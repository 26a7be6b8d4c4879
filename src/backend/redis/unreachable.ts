import { Failure } from '../../problem/failure.ts';

/**
 * Replies that say "not now" or "not you": the rows are there, this process cannot get at them. Older servers put what
 * a command inside a script was answered at the end of an error of their own, after a dash. NOSCRIPT is left over when
 * a server came back and refused what would have brought it the script. Redis 7.0 gives no code to what an ACL forbids a
 * script.
 */
const refusals =
  /(?:^|: -)(?:NOAUTH|WRONGPASS|NOPERM|LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|MOVED|ASK|NOSCRIPT|MISCONF|NOREPLICAS|BUSY)\b|^ERR max number of clients|The user executing the script can't/;
const full = /(?:^|: -)OOM\b/;
const closed =
  /Connection is closed|Command timed out|max retries per request|Failed to refresh slots|None of startup nodes|Too many Cluster redirections|Cluster is (?:ended|disconnect)/i;

/**
 * What an error of the Redis client means to the caller: `unreachable` with the address when the store is away, busy
 * or full, or refuses us, so that the same may be tried again. Anything else is a defect and stays as it is.
 */
export function explainError(error: unknown, address: string): unknown {
  if (!(error instanceof Error) || error instanceof Failure) return error;
  if (full.test(error.message)) {
    return new Failure('unreachable', `Redis at ${address} is out of memory`, {
      hint: 'Raise maxmemory; nothing was written',
      cause: error,
    });
  }
  if (refusals.test(error.message)) {
    return new Failure('unreachable', `Redis at ${address} refuses to serve: ${error.message}`, {
      cause: error,
    });
  }
  if ('code' in error || closed.test(error.message)) {
    return new Failure('unreachable', `Cannot reach Redis at ${address}`, {
      hint: 'Is it running, and is the address right?',
      cause: error,
    });
  }
  return error;
}
