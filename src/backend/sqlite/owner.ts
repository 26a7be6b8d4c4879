import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Failure } from '../../problem/failure.ts';

/**
 * The process that runs workflows on a file. It is named in a lock file beside the database:
 *
 *     free ──claim──► owned ──release──► free
 *                       │ the process dies
 *                       ▼
 *                     stale ──claim──► owned
 *
 * A claim happens inside a write transaction of the database, so that two processes cannot both find the file free.
 */
export interface Owner {
  readonly pid: number;
  /** Unix socket at which the owner answers, when it does. */
  readonly socket?: string;
}

interface Lock extends Owner {
  /** When the process started, where the system tells: a reused pid is not taken for the dead owner. */
  readonly started?: string;
}

/** The living owner of a database file, if it has one. */
export function readOwner(path: string): Owner | undefined {
  const lock = readLock(path);
  if (lock === undefined || !isAlive(lock)) return undefined;
  return { pid: lock.pid, ...(lock.socket === undefined ? {} : { socket: lock.socket }) };
}

/**
 * Makes this process the owner and returns how to stop being it. To be called inside a write transaction.
 * @throws Failure `conflict` when another process is alive and owns the file.
 */
export function claim(path: string, socket?: string): () => void {
  const owner = readOwner(path);
  if (owner !== undefined) {
    throw new Failure('conflict', `The store ${path} belongs to process ${owner.pid}`, {
      hint: 'Stop that process, or use a store of your own; a store on Redis takes any number of processes',
    });
  }
  const started = startOf(process.pid);
  const lock: Lock = {
    pid: process.pid,
    ...(started === undefined ? {} : { started }),
    ...(socket === undefined ? {} : { socket }),
  };
  const fresh = `${lockOf(path)}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(lock)}\n`);
  renameSync(fresh, lockOf(path));
  return () => rmSync(lockOf(path), { force: true });
}

function lockOf(path: string): string {
  return `${path}.lock`;
}

/** A lock that cannot be read as one is of no living process: locks are renamed into place whole. */
function readLock(path: string): Lock | undefined {
  try {
    const lock: unknown = JSON.parse(readFileSync(lockOf(path), 'utf8'));
    if (typeof lock !== 'object' || lock === null || !('pid' in lock) || typeof lock.pid !== 'number')
      return undefined;
    return {
      pid: lock.pid,
      ...('started' in lock && typeof lock.started === 'string' ? { started: lock.started } : {}),
      ...('socket' in lock && typeof lock.socket === 'string' ? { socket: lock.socket } : {}),
    };
  } catch {
    return undefined;
  }
}

function isAlive({ pid, started }: Lock): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another user is alive, too.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const now = startOf(pid);
  return started === undefined || now === undefined || now === started;
}

/** Field 22 of /proc/<pid>/stat, clock ticks since the system started; undefined on other systems than Linux. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in field 2 is in parentheses and may hold spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
