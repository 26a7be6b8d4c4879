import { isObject, type Json } from '../../../json/json.ts';
import type { EngineAddress } from './address.ts';
import { inspectContainer, removeContainer } from './containers.ts';
import { EngineApi } from './engine-api.ts';
import { labels } from './plan.ts';

/*
 * A container with `cleanup: eventually` carries its time as a label, so that any process can remove it:
 *
 *   ended ─ time is over ─┬─ the process that ran it is still there: its timer ─► removed
 *                         └─ else the next process that runs a container on this engine ─► removed
 */

/** The longest time a timer can be set for; what is later is left to the next container. */
const longestTimer = 2 ** 31 - 1;

/** Removes every container of eventctl's whose time after its end is over. */
export async function sweepContainers(api: EngineApi, now: number): Promise<void> {
  const filters = JSON.stringify({ label: [labels.removeAfter], status: ['exited', 'dead'] });
  const query = { all: 'true', filters };
  const { body } = await api.ask({ method: 'GET', path: '/containers/json', query });
  for (const listed of Array.isArray(body) ? (body as readonly Json[]) : []) {
    const id = isObject(listed) ? String(listed['Id']) : '';
    const container = await inspectContainer(api, id);
    if (container?.state !== 'ended') continue;
    const time = Number(container.labels[labels.removeAfter]);
    if (container.finishedAt + time <= now) await removeContainer(api, id);
  }
}

/** Sweeps once the time is over, if this process is still there. */
export function sweepLater(address: EngineAddress, time: number): void {
  if (time > longestTimer) return;
  setTimeout(() => {
    // An engine that does not answer now is swept with the next container.
    void sweepAlone(address).catch(() => {});
  }, time).unref();
}

async function sweepAlone(address: EngineAddress): Promise<void> {
  const api = await EngineApi.open(address);
  try {
    await sweepContainers(api, Date.now());
  } finally {
    await api.close();
  }
}
