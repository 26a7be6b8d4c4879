// Starts the process of the services and keeps what it tells.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stop } from '../driver/processes.js';

/** Starts the process and waits until its endpoint listens. */
export async function startService() {
  // A line a step would cost throughput.
  const env = { ...process.env, RESTATE_LOGGING: 'ERROR', NODE_ENV: 'production' };
  const child = fork(join(import.meta.dirname, 'service.js'), { env, stdio: ['ignore', 2, 2, 'ipc'] });
  const [first] = await once(child, 'message');
  /** @type {Map<string, string>} the awakeable of each instance that waits */
  const parked = new Map();
  /** @type {Map<string, { inStep: number, committed: number }>} when the step of each was done */
  const noted = new Map();
  child.on('message', (/** @type {import('./service.js').News} */ news) => {
    for (const [key, awakeable] of news.parked) parked.set(key, awakeable);
    for (const [key, inStep, committed] of news.noted) noted.set(key, { inStep, committed });
  });
  const pid = child.pid ?? 0;
  return {
    address: `http://127.0.0.1:${first.address.port}`,
    pid,
    parked,
    noted,
    forget: () => {
      parked.clear();
      noted.clear();
    },
    close: () => stop(child, 'SIGTERM'),
  };
}
