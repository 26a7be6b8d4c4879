// The workflows of DBOS. They run in the driver's process, as DBOS's documentation shows: the library is the engine.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { createPoster } from '../driver/http.js';
import { now } from '../driver/loops.js';

const DAY = 86_400;
const TOPIC = 'go';

const post = createPoster(256);
let waiting = 0;
/** @type {Map<string, { inStep: number, committed: number }>} when the step of each instance was done */
const noted = new Map();

/** Three trivial durable steps. */
const steps = DBOS.registerWorkflow(
  async (/** @type {number} */ turn) => {
    const one = await DBOS.runStep(async () => turn + 1, { name: 'one' });
    const two = await DBOS.runStep(async () => one + 1, { name: 'two' });
    return await DBOS.runStep(async () => two + 1, { name: 'three' });
  },
  { name: 'steps' },
);

/** The same, where each step is a POST. */
const http = DBOS.registerWorkflow(
  async (/** @type {string} */ url) => {
    const one = await DBOS.runStep(() => post(url, '{"step":1}'), { name: 'one' });
    const two = await DBOS.runStep(() => post(url, '{"step":2}'), { name: 'two' });
    return [one, two, await DBOS.runStep(() => post(url, '{"step":3}'), { name: 'three' })].length;
  },
  { name: 'http' },
);

/** No durable step: three assignments. */
const pure = DBOS.registerWorkflow(
  async (/** @type {number} */ turn) => {
    const one = { turn, step: 1 };
    const two = { ...one, step: one.step + 1 };
    return { ...two, step: two.step + 1 };
  },
  { name: 'pure' },
);

/** Waits for its own event, then one durable step that notes the time. */
const wait = DBOS.registerWorkflow(
  async (/** @type {string} */ key) => {
    waiting++;
    await DBOS.recv(TOPIC, { timeoutSeconds: DAY, pollingIntervalMs: DAY * 1000 });
    const inStep = await DBOS.runStep(async () => now(), { name: 'note' });
    noted.set(key, { inStep, committed: now() });
  },
  { name: 'wait' },
);

/**
 * Runs one workflow of three steps to its end.
 * @param {'in-process' | 'http' | 'pure'} kind
 * @param {{ turn: number, url: string }} input
 */
export async function runSteps(kind, { turn, url }) {
  if (kind === 'http') return await (await DBOS.startWorkflow(http)(url)).getResult();
  if (kind === 'pure') return await (await DBOS.startWorkflow(pure)(turn)).getResult();
  return await (await DBOS.startWorkflow(steps)(turn)).getResult();
}

/** @param {string} key the instance's id */
export async function startWaiting(key) {
  await DBOS.startWorkflow(wait, { workflowID: key })(key);
}

/** @param {string} key */
export async function wake(key) {
  await DBOS.send(key, 'go', TOPIC);
}

/** How many instances wait or have waited since `forget`, and what the steps noted. */
export const seen = {
  waiting: () => waiting,
  noted,
  forget: () => {
    waiting = 0;
    noted.clear();
  },
};
