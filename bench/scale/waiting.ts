import { setTimeout as sleep } from 'node:timers/promises';
import { awaitEvent, eventType, namespace } from '../workflows.ts';
import { concurrently } from './concurrently.ts';
import { usageOf } from './process-usage.ts';
import type { WaitingStore } from './waiting-store.ts';

/** What so many instances cost that wait for an event each. */
export interface Waiting {
  /** Of the store. */
  readonly version: string;
  readonly startsPerSecond: number;
  /** What the process that runs instances has gained. */
  readonly workerBytes: number;
  /** What it has in all; 0 where nobody looked. */
  readonly residentBytes: number;
  readonly bytesEach: number;
  /** Share of one core that all processes use while nothing happens. */
  readonly idleCpu: number;
  readonly drainPerSecond: number;
  /** Microseconds of CPU for each instance, by what the processes do. */
  readonly startCpu: Cpu;
  readonly drainCpu: Cpu;
}

type Cpu = Readonly<Record<string, number>>;

/** Starts, and events, under way at a time. */
const atATime = 100;

/** Milliseconds after the last start or event, until nothing goes on any more. */
const settling = 2_000;

const idling = 5_000;

/**
 * Instances that wait and end before those that are measured. A process that has not worked as fast as it can grows for
 * its work, whoever waits: what instances that wait cost it shows only in one that has.
 */
export function warming(count: number): number {
  return Math.min(count, 10_000);
}

/** Milliseconds between two looks at what is left. */
const look = 100;

const version = '1.0.0';

/** Lets instances wait, looks at what they cost, and sends each its event. A first few of them only warm up. */
export async function measureWaiting(
  store: WaitingStore,
  count: number,
  note: (line: string) => void,
): Promise<Waiting> {
  await store.client.apply([awaitEvent(version)], { plugins: ['step', 'note'] });
  const few = warming(count);
  await start(store, 'warm', few);
  await drain(store, 'warm', few);
  await sleep(settling);

  const [memory, bytes] = [usageOf(store.worker).resident, await store.bytes()];
  const started = await withCpu(store, count, () => start(store, 'own', count));
  note(`  ${store.name}: ${count} wait after ${started.seconds.toFixed(1)} s`);
  await sleep(settling);
  const bytesEach = ((await store.bytes()) - bytes) / count;
  const idleCpu = await idle(store);
  const { resident } = usageOf(store.worker);
  const drained = await withCpu(store, count, () => drain(store, 'own', count));
  note(`  ${store.name}: all have come to their ends after ${drained.seconds.toFixed(1)} s`);
  return {
    version: store.version,
    startsPerSecond: count / started.seconds,
    workerBytes: resident - memory,
    residentBytes: resident,
    bytesEach,
    idleCpu,
    drainPerSecond: count / drained.seconds,
    startCpu: started.cpu,
    drainCpu: drained.cpu,
  };
}

async function withCpu(
  { processes }: WaitingStore,
  count: number,
  work: () => Promise<number>,
): Promise<{ readonly seconds: number; readonly cpu: Cpu }> {
  const all = Object.entries({ ...processes, client: process.pid });
  const before = all.map(([, pid]) => usageOf(pid).cpu);
  const seconds = await work();
  const each = (pid: number, index: number): number => usageOf(pid).cpu - (before[index] ?? 0);
  return {
    seconds,
    cpu: Object.fromEntries(all.map(([name, pid], index) => [name, (each(pid, index) * 1000) / count])),
  };
}

/** Seconds until all wait. */
async function start({ client }: WaitingStore, run: string, count: number): Promise<number> {
  const begin = performance.now();
  const workflow = { namespace, name: 'await-event' };
  await concurrently(count, atATime, (number) =>
    client.startInstance({ workflow, input: { key: `${run}-${number}` } }),
  );
  while (await has(client, 'pending')) await sleep(look);
  while (await has(client, 'running')) await sleep(look);
  return (performance.now() - begin) / 1000;
}

/** Seconds until all have ended. */
async function drain({ client, post }: WaitingStore, run: string, count: number): Promise<number> {
  const begin = performance.now();
  await concurrently(count, atATime, (number) => {
    const key = `${run}-${number}`;
    const headers = { 'ce-specversion': '1.0', 'ce-id': key, 'ce-type': eventType, 'ce-source': '/bench' };
    return post({ ...headers, 'content-type': 'application/json' }, JSON.stringify({ key }));
  });
  while (await has(client, 'waiting')) await sleep(look);
  while (await has(client, 'running')) await sleep(look);
  const seconds = (performance.now() - begin) / 1000;
  if (await has(client, 'faulted')) throw new Error('an instance has faulted');
  return seconds;
}

async function has(
  client: WaitingStore['client'],
  status: 'pending' | 'running' | 'waiting' | 'faulted',
): Promise<boolean> {
  return (await client.listInstances({ status, limit: 1 })).length > 0;
}

async function idle({ processes }: WaitingStore): Promise<number> {
  const used = (): number => Object.values(processes).reduce((sum, pid) => sum + usageOf(pid).cpu, 0);
  const [before, begin] = [used(), performance.now()];
  await sleep(idling);
  return (used() - before) / (performance.now() - begin);
}
