import { setTimeout as sleep } from 'node:timers/promises';
import { isObject, type JsonObject } from '../../src/json/json.ts';
import type { EventsRequest } from '../protocol.ts';
import { eventType } from '../workflows.ts';
import type { StoreClient } from './client.ts';
import { type Ends, openLoad } from './load.ts';
import type { Poster } from './poster.ts';

interface EventsSystem {
  readonly store: StoreClient;
  readonly ends: Ends;
  /** To the ingress. */
  readonly post: Poster['post'];
}

/** Starts that are under way at a time. */
const starters = 100;

/** Milliseconds after which what has not ended counts as lost. */
const patience = 120_000;

let runs = 0;

/**
 * Starts instances, waits until all of them wait, and sends each its event over HTTP. The latency is from before an
 * event is sent until the next step of its instance runs, by the clock of this machine: the step writes it down as the
 * output of the instance, which is read when all have ended.
 */
export async function runEvents({ rate, count }: EventsRequest, system: EventsSystem): Promise<JsonObject> {
  const { store, ends, post } = system;
  const run = `${process.pid}-${runs++}`;
  const workflow = await store.applyAwaitEvent();
  const before = await ends.count();
  const ids = await startAll(count, (number) => store.start(workflow, { key: `${run}-${number}` }));
  await until(async () => {
    const waiting = await store.client.listInstances({ status: 'waiting', workflow, limit: count });
    return waiting.length === count;
  }, 200);

  const sent: number[] = [];
  const begin = performance.now();
  await openLoad({
    count,
    rate,
    send: (number) => {
      const key = `${run}-${number}`;
      sent[number] = performance.timeOrigin + performance.now();
      return post(headersOf(key), JSON.stringify({ key }));
    },
  });
  await until(async () => (await ends.count()) - before === count, 20);
  const seconds = (performance.now() - begin) / 1000;
  const latencies: number[] = [];
  for (const [number, id] of ids.entries()) {
    const { output, status } = await store.client.showInstance(id);
    if (!isObject(output)) throw new Error(`an instance is ${status} and has noted no time`);
    latencies.push(Number(output['at']) - (sent[number] ?? 0));
  }
  return { latencies, seconds };
}

async function startAll(
  count: number,
  start: (number: number) => Promise<string>,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let next = 0;
  const starter = async (): Promise<void> => {
    for (let number = next++; number < count; number = next++) ids[number] = await start(number);
  };
  await Promise.all(Array.from({ length: Math.min(starters, count) }, starter));
  return ids;
}

function headersOf(key: string): Record<string, string> {
  return {
    'ce-id': key,
    'ce-specversion': '1.0',
    'ce-type': eventType,
    'ce-source': '/bench',
    'content-type': 'application/json',
  };
}

async function until(holds: () => Promise<boolean>, pause: number): Promise<void> {
  const late = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > late) throw new Error('not all instances have come to their end');
    await sleep(pause);
  }
}
