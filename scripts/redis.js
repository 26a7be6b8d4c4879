// Sees to it that tests find a Redis: REDIS_URL, a server on PATH, or one from the system's packages.
import { onPath, succeeds } from './run.js';

const programs = ['redis-server', 'valkey-server'];

/** Installs a server where that is possible (root on Debian and its kin). True when there is one afterwards. */
export function ensureRedis() {
  if (hasRedis()) return true;
  if (process.getuid?.() === 0 && onPath('apt-get')) install();
  if (hasRedis()) return true;
  process.stderr.write(
    `No Redis: its tests are ${process.env.CI ? 'going to fail' : 'skipped'}. ` +
      `Set REDIS_URL, or install ${programs.join(' or ')}.\n`,
  );
  return false;
}

function hasRedis() {
  return Boolean(process.env.REDIS_URL) || programs.some((name) => onPath(name));
}

function install() {
  process.stderr.write('No Redis on this machine: installing one with apt-get, once\n');
  succeeds('apt-get', ['update', '-qq']);
  for (const program of programs) {
    if (!succeeds('apt-get', ['install', '-y', '-qq', '--no-install-recommends', program])) continue;
    // The package starts a service on the usual port. The tests run servers of their own.
    if (onPath('service')) succeeds('service', [program, 'stop']);
    return;
  }
}
