// One PostgreSQL with a data folder of its own, reached by a Unix socket in that folder only.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { diskBytes, family, startServer, stop, wrapper } from '../driver/processes.js';

/** Who runs the server where this process is root, which PostgreSQL refuses. */
const USER = 'postgres';

/**
 * What differs from the defaults. Durability does not: `fsync` and `synchronous_commit` stay on, and are named here
 * only so that nobody need look them up. Tried without a difference in CPU time a workflow: `wal_level` minimal,
 * `commit_delay`, `wal_writer_delay`, `jit` off.
 */
const SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  listen_addresses: '',
  max_connections: '120',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
};

/** Makes the data folder, starts the server and waits until it answers. */
export async function startPostgres() {
  const folder = mkdtempSync(join(tmpdir(), 'eventctl-bench-postgres-'));
  give(folder);
  const data = join(folder, 'data');
  const programs = programsOf();
  run(join(programs, 'initdb'), ['-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--no-sync']);
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: folder }).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  );
  const child = startServer(join(programs, 'postgres'), ['-D', data, ...settings], { user: USER });
  const pid = child.pid ?? 0;
  await answering(join(programs, 'pg_isready'), folder, child);
  return {
    url: `postgresql://${USER}@localhost/bench?host=${encodeURIComponent(folder)}`,
    version:
      execFileSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' }).trim().split(' ')[2] ??
      '',
    /** The server and the process of each of its connections. */
    pids: () => family(pid),
    /** Tables and indexes, without the log. */
    storeBytes: () => diskBytes(join(data, 'base')),
    close: async () => {
      // Immediate shutdown: its processes end, and the data is thrown away anyway.
      await stop(child, 'SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where the programs of the newest installed server are: Debian keeps them out of the path. */
function programsOf() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).filter((name) => /^\d+$/.test(name)) : [];
  const newest = versions.sort((one, other) => Number(other) - Number(one))[0];
  return newest === undefined ? '' : join(debian, newest, 'bin');
}

/** @param {string} folder */
function give(folder) {
  if (process.getuid?.() !== 0) return;
  const id = (/** @type {string} */ flag) => Number(execFileSync('id', [flag, USER], { encoding: 'utf8' }));
  chownSync(folder, id('-u'), id('-g'));
  chmodSync(folder, 0o700);
}

/**
 * @param {string} command
 * @param {string[]} parameters
 */
function run(command, parameters) {
  const [program = '', ...all] = [...wrapper(USER), command, ...parameters];
  execFileSync(program, all, { stdio: ['ignore', 'ignore', 2] });
}

/**
 * @param {string} probe
 * @param {string} folder
 * @param {import('node:child_process').ChildProcess} child
 */
async function answering(probe, folder, child) {
  const end = performance.now() + 60_000;
  for (;;) {
    try {
      execFileSync(probe, ['-q', '-h', folder, '-U', USER, '-d', 'postgres'], { stdio: 'ignore' });
      return;
    } catch {
      if (child.exitCode !== null) throw new Error(`postgres ended with status ${child.exitCode}`);
      if (performance.now() > end) throw new Error('postgres does not answer');
      await sleep(100);
    }
  }
}
