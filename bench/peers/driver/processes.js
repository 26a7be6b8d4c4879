// Processes of a rival: started so that none outlives its driver, measured by what Linux tells of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const TICKS_PER_SECOND = 100;

/**
 * Starts a server whose output goes to stderr. On Linux the kernel kills it when this process dies.
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ env?: NodeJS.ProcessEnv, user?: string, cwd?: string }} [options] `user`: who runs it, when this is root
 */
export function startServer(command, parameters, { env, user, cwd } = {}) {
  const [program = '', ...all] = [...wrapper(user), command, ...parameters];
  return spawn(program, all, { env: env ?? process.env, cwd, stdio: ['ignore', 2, 2] });
}

/** @param {string} [user] */
export function wrapper(user) {
  if (process.platform !== 'linux') return [];
  const asUser = user !== undefined && process.getuid?.() === 0;
  const identity = asUser ? [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'] : [];
  return ['setpriv', ...identity, '--pdeathsig', 'KILL'];
}

/**
 * Ends a child by its id, the hard way after ten seconds.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
export async function stop(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exited;
  clearTimeout(hard);
}

/** A TCP port of loopback that is free now. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/**
 * Seconds of CPU that processes have used so far.
 * @param {number[]} pids
 */
export function cpuSeconds(pids) {
  let ticks = 0;
  for (const pid of pids) {
    const fields = statOf(pid);
    ticks += Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0);
  }
  return ticks / TICKS_PER_SECOND;
}

/**
 * Memory of processes in bytes; what several of them share is counted once.
 * @param {number[]} pids
 */
export function memoryOf(pids) {
  let bytes = 0;
  for (const pid of pids) {
    const rollup = readIfThere(`/proc/${pid}/smaps_rollup`);
    bytes += 1024 * Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0);
  }
  return bytes;
}

/**
 * A process and its children.
 * @param {number} pid
 */
export function family(pid) {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(statOf(Number(name))?.[1]) === pid)
    .map(Number);
  return [pid, ...children];
}

/**
 * The fields of /proc/PID/stat after the program's name, state first.
 * @param {number} pid
 */
function statOf(pid) {
  return readIfThere(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ');
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Bytes that a folder takes on the disk.
 * @param {string} folder
 */
export function diskBytes(folder) {
  let bytes = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    bytes += 512 * (statSync(join(folder, name), { throwIfNoEntry: false })?.blocks ?? 0);
  }
  return bytes;
}
