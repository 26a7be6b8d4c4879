// The three shapes of work, made of what each rival can do: so both are loaded and measured by the same code.
import { setTimeout as sleep } from 'node:timers/promises';
import { closedLoop, now, openLoop, until } from './loops.js';
import { cpuSeconds, memoryOf } from './processes.js';

/**
 * @typedef {object} Rival
 * @property {string} system
 * @property {Record<string, string>} versions
 * @property {string} durability
 * @property {number} senders how many starts and events are under way at once where a shape says nothing of it
 * @property {(kind: import('./protocol.js').Steps['kind'], input: { turn: number, url: string }) => Promise<unknown>} runSteps
 *   runs one workflow of three steps to its end
 * @property {(key: string, shape: 'events' | 'park') => Promise<unknown>} startWaiting starts an instance that waits for its own event
 * @property {(key: string) => Promise<unknown>} wake sends the event of one instance
 * @property {() => number} waiting how many began to wait since `forget`
 * @property {ReadonlyMap<string, Noted>} noted of the instances whose step was done since `forget`
 * @property {() => void} forget
 * @property {() => number[]} workers processes that run steps
 * @property {() => number[]} servers
 * @property {() => number} storeBytes what the store takes now
 * @property {() => Promise<void>} close
 *
 * @typedef {{ inStep: number, committed: number }} Noted wall clock in milliseconds: inside the step, and after it was durable
 */

/** Between the last start and the first event: nothing of the start is under way any more. */
const SETTLE_MS = 2000;
const IDLE_MS = 5000;

/**
 * @param {Rival} rival
 * @returns {import('./protocol.js').System}
 */
export function createSystem(rival) {
  const { system, versions, durability, close } = rival;
  return {
    system,
    versions,
    durability,
    steps: ({ kind, concurrency, count, url = '' }) =>
      withCpu(rival, () => closedLoop({ count, concurrency }, (turn) => rival.runSteps(kind, { turn, url }))),
    events: (request) => events(rival, request),
    park: (request) => park(rival, request),
    close,
  };
}

/**
 * @param {Rival} rival
 * @param {import('./protocol.js').Events} request
 */
async function events(rival, { rate, count }) {
  const { keys } = await parkAll(rival, 'events', count);
  await sleep(SETTLE_MS);
  /** @type {number[]} */
  const sent = [];
  return await withCpu(rival, async () => {
    const begin = performance.now();
    await openLoop({ rate, count }, (turn) => {
      sent[turn] = now();
      return rival.wake(keys[turn] ?? '');
    });
    await until(() => rival.noted.size === count, `${count} events to be handled`);
    const seconds = (performance.now() - begin) / 1000;
    const since = (/** @type {keyof Noted} */ moment) =>
      keys.map((key, turn) => (rival.noted.get(key)?.[moment] ?? Number.NaN) - (sent[turn] ?? Number.NaN));
    return { seconds, latencies: since('inStep'), committedLatencies: since('committed') };
  });
}

/**
 * @param {Rival} rival
 * @param {import('./protocol.js').Park} request
 */
async function park(rival, { count }) {
  const before = sizes(rival);
  const { keys, seconds } = await parkAll(rival, 'park', count);
  await sleep(SETTLE_MS);
  const parked = sizes(rival);
  const idleCpu = await idle([...rival.workers(), ...rival.servers()]);
  const begin = now();
  await closedLoop({ count, concurrency: rival.senders }, (turn) => rival.wake(keys[turn] ?? ''));
  await until(() => rival.noted.size === count, `${count} events to be handled`);
  const last = [...rival.noted.values()].reduce(
    (latest, { committed }) => Math.max(latest, committed),
    begin,
  );
  return {
    startsPerSecond: count / seconds,
    workerBytes: parked.worker - before.worker,
    serverBytes: parked.server - before.server,
    storeBytes: parked.store - before.store,
    idleCpu,
    drainPerSecond: count / ((last - begin) / 1000),
  };
}

let runs = 0;

/**
 * Starts instances that wait for their own event, and waits until all do.
 * @param {Rival} rival
 * @param {'events' | 'park'} shape
 * @param {number} count
 */
async function parkAll(rival, shape, count) {
  const run = ++runs;
  const keys = Array.from({ length: count }, (_, turn) => `${run}-${turn}`);
  rival.forget();
  const begin = performance.now();
  await closedLoop({ count, concurrency: rival.senders }, (turn) =>
    rival.startWaiting(keys[turn] ?? '', shape),
  );
  await until(() => rival.waiting() === count, `${count} instances to wait`);
  return { keys, seconds: (performance.now() - begin) / 1000 };
}

/** @param {Rival} rival */
function sizes({ workers, servers, storeBytes }) {
  return { worker: memoryOf(workers()), server: memoryOf(servers()), store: storeBytes() };
}

/**
 * Share of one core that processes use while nothing happens.
 * @param {number[]} pids
 */
async function idle(pids) {
  const before = cpuSeconds(pids);
  const begin = performance.now();
  await sleep(IDLE_MS);
  return (cpuSeconds(pids) - before) / ((performance.now() - begin) / 1000);
}

/**
 * Adds the seconds of CPU that the work took: on a machine that others use too, they say more than its duration.
 * @template {object} T
 * @param {Rival} rival
 * @param {() => Promise<T>} work
 */
async function withCpu(rival, work) {
  const apart = !rival.workers().includes(process.pid);
  /** @returns {Record<string, number>} */
  const taken = () => ({
    ...(apart ? { client: cpuSeconds([process.pid]) } : {}),
    [apart ? 'workers' : 'client and workers']: cpuSeconds(rival.workers()),
    servers: cpuSeconds(rival.servers()),
  });
  const before = taken();
  const result = await work();
  const after = taken();
  const cpu = Object.entries(after).map(([what, seconds]) => [what, seconds - (before[what] ?? 0)]);
  return { ...result, cpu: Object.fromEntries(cpu) };
}
