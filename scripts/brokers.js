// Sees to it that tests find the brokers of AsyncAPI calls: on PATH, or from the system's packages.
import { onPath, succeeds } from './run.js';

/** Program and package have the same name on Debian and its kin. */
const brokers = ['mosquitto', 'nats-server', 'rabbitmq-server'];

/** A network that does not answer is given up soon. */
const patience = [
  '-o',
  'Acquire::Retries=1',
  '-o',
  'Acquire::http::Timeout=20',
  '-o',
  'Acquire::https::Timeout=20',
];

/** Installs those that are missing where that is possible (root on Debian and its kin). True when all are there. */
export function ensureBrokers() {
  if (missing().length > 0 && process.getuid?.() === 0 && onPath('apt-get')) install(missing());
  const absent = missing();
  if (absent.length === 0) return true;
  process.stderr.write(
    `No ${absent.join(', ')}: their tests are ${process.env.CI ? 'going to fail' : 'skipped'}. ` +
      'Install the packages of these names.\n',
  );
  return false;
}

function missing() {
  // Servers are often not on the PATH of those who are not root.
  return brokers.filter((name) => !onPath(name) && !onPath(name, ['/usr/sbin', '/usr/local/sbin']));
}

function install(names) {
  process.stderr.write(`Installing ${names.join(', ')} with apt-get, once\n`);
  const updated = succeeds('apt-get', [...patience, 'update', '-qq']);
  if (!updated) process.stderr.write('apt-get update failed: the package servers cannot be reached\n');
  for (const name of names) {
    const options = ['install', '-y', '-qq', '--no-install-recommends', name];
    if (!succeeds('apt-get', [...patience, ...options])) {
      process.stderr.write(`apt-get could not install ${name}\n`);
      continue;
    }
    // The package starts a service on the usual port. The tests run servers of their own.
    if (onPath('service')) succeeds('service', [name, 'stop']);
  }
}
