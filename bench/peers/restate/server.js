// One restate-server on loopback with a data folder of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, memoryOf, startServer, stop } from '../driver/processes.js';

const binary = createRequire(
  createRequire(import.meta.url).resolve('@restatedev/restate-server/package.json'),
).resolve(`@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`);

/**
 * Starts the server, waits until it answers, and registers a service.
 * @param {string} service the address of the service's endpoint
 */
export async function startRestate(service) {
  const data = mkdtempSync(join(tmpdir(), 'eventctl-bench-restate-'));
  const [ingress, admin, fabric] = [await freePort(), await freePort(), await freePort()];
  const child = startServer(binary, ['--no-logo'], {
    cwd: data,
    env: settings(data, ingress, admin, fabric),
  });
  await register(`http://127.0.0.1:${admin}`, service, child);
  const pid = child.pid ?? 0;
  return {
    ingress: `http://127.0.0.1:${ingress}`,
    pid,
    /** Its memory: what it was given lately is there, and on the disk only in logs of a fixed size. */
    storeBytes: () => memoryOf([pid]),
    close: async () => {
      await stop(child, 'SIGKILL');
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/**
 * What differs from the defaults, every one to Restate's advantage on a small machine or to keep it on loopback.
 * 2 partitions instead of 24: of 1, 2, 4 and 8, two took the least CPU time a workflow on two cores (2.5 ms; four 2.9).
 * 20 000 slots instead of 1 000, so that calls that are kept open do not hold up others. A journal that is not retained
 * made no difference.
 * @param {string} data
 * @param {number} ingress
 * @param {number} admin
 * @param {number} fabric
 */
function settings(data, ingress, admin, fabric) {
  return {
    ...process.env,
    RESTATE_DISABLE_TELEMETRY: 'true',
    // It asks GitHub for its newest release, and complains where it cannot.
    RESTATE_LOG_FILTER: 'error,octocrab=off',
    RESTATE_LISTEN_MODE: 'tcp',
    RESTATE_BASE_DIR: data,
    RESTATE_NODE_NAME: 'bench',
    RESTATE_CLUSTER_NAME: `bench-${process.pid}`,
    RESTATE_BIND_IP: '127.0.0.1',
    RESTATE_BIND_PORT: String(fabric),
    RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${fabric}/`,
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    RESTATE_ADMIN__DISABLE_WEB_UI: 'true',
    RESTATE_DEFAULT_NUM_PARTITIONS: '2',
    RESTATE_WORKER__INVOKER__CONCURRENT_INVOCATIONS_LIMIT: '20000',
  };
}

/**
 * @param {string} admin
 * @param {string} service
 * @param {import('node:child_process').ChildProcess} child
 */
async function register(admin, service, child) {
  const end = performance.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`restate-server ended with status ${child.exitCode}`);
    const answer = await fetch(`${admin}/deployments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ uri: service }),
    }).catch(() => undefined);
    if (answer?.ok) return;
    if (performance.now() > end) throw new Error(`cannot register the service: ${await answer?.text()}`);
    await sleep(100);
  }
}
