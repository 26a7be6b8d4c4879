// The protocol between the benchmark and a driver: JSON lines. The driver's first line says that it is ready; then each
// line of stdin is a request and gets one line of stdout. The end of stdin, or a signal, ends the driver.
import { createInterface } from 'node:readline';

/**
 * @typedef {object} Steps three steps a workflow, closed loop
 * @property {'in-process' | 'http' | 'pure'} kind
 * @property {number} concurrency
 * @property {number} count
 * @property {string} [url] where a step of kind `http` posts
 *
 * @typedef {{ rate: number, count: number }} Events
 * @typedef {{ count: number }} Park
 *
 * @typedef {object} System what a driver drives
 * @property {string} system
 * @property {Record<string, string>} versions
 * @property {string} durability
 * @property {(request: Steps) => Promise<object>} steps
 * @property {(request: Events) => Promise<object>} events
 * @property {(request: Park) => Promise<object>} park
 * @property {() => Promise<void>} close stops every process and deletes every file of this run
 */

/**
 * Starts a system, answers requests until stdin ends, and closes the system.
 * @param {() => Promise<System>} start
 */
export async function drive(start) {
  /** @type {System | undefined} */
  let system;
  try {
    system = await start();
    await Promise.race([answerAll(system), signalled()]);
  } catch (error) {
    say({ error: textOf(error) });
    process.exitCode = 1;
  }
  await system?.close();
  process.exit();
}

function signalled() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
}

/** @param {System} system */
async function answerAll(system) {
  const { versions, durability } = system;
  say({ ready: true, system: system.system, versions, durability });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== '') say(await answer(system, line));
  }
}

/**
 * @param {System} system
 * @param {string} line
 */
async function answer(system, line) {
  try {
    const request = JSON.parse(line);
    if (request.do === 'steps') return await system.steps(request);
    if (request.do === 'events') return await system.events(request);
    if (request.do === 'park') return await system.park(request);
    return { error: `unsupported: ${request.do}` };
  } catch (error) {
    return { error: textOf(error) };
  }
}

/** @param {unknown} error */
function textOf(error) {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** @param {object} message */
function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
