import { createRequire } from 'node:module';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Json } from '../json/json.ts';
import { defaultLimits } from './jq/limits.ts';

/**
 * The worker thread that evaluates JSONata, seen from the thread that waits for it.
 *
 * none ──first request──► starting ──ready──► idle ──request──► busy ──answer──► idle
 *
 * The waiting thread sleeps on a shared counter that the worker raises with every message. A worker that does not
 * answer in time, or that dies, is terminated and forgotten (→ none); the next request starts another.
 */

/** Longest evaluation, in milliseconds of the clock. Only here: jq counts steps instead. */
const TIME_LIMIT = 1_000;

/** Longest start of a worker, in milliseconds. */
const START_LIMIT = 10_000;

/** Memory of a worker, in MiB. */
const MEMORY_LIMIT = 128;

/** Deepest recursion, and longest sequence, of an expression. */
const DEPTH_LIMIT = 500;
const SEQUENCE_LIMIT = 1_000_000;

/** Longest result, in characters of JSON: what jq may give, too. */
const RESULT_LIMIT = defaultLimits.result;

export interface Request {
  readonly source: string;
  readonly input: Json;
  readonly bindings: Readonly<Record<string, Json>>;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly seed: number;
}

export type Answer = { readonly result: Json } | { readonly problem: string };

/**
 * Plain JavaScript: it runs as it stands from the sources and from the build. The clock and the random numbers of the
 * thread are replaced, so that the library sees those of the request.
 */
const body = `
const { workerData } = require('node:worker_threads');
const { port, signal, library, limits } = workerData;
const jsonata = require(library);
const RealDate = Date;
let now = 0;
let state = 0;
globalThis.Date = class Date extends RealDate {
  constructor(...parts) { if (parts.length === 0) super(now); else super(...parts); }
  static now() { return now; }
};
Object.defineProperty(Math, 'random', { value: () => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
} });
const compiled = new Map();
function compile(source) {
  let expression = compiled.get(source);
  if (expression === undefined) {
    if (compiled.size >= 1000) compiled.delete(compiled.keys().next().value);
    expression = jsonata(source, limits);
    compiled.set(source, expression);
  }
  return expression;
}
const plain = (_, value) =>
  typeof value === 'function' || (value && (value._jsonata_lambda || value._jsonata_function)) ? undefined : value;
function say(message) {
  port.postMessage(message);
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
}
port.on('message', async (request) => {
  now = request.now;
  state = request.seed | 0;
  try {
    const value = await compile(request.source).evaluate(request.input, request.bindings);
    const result = JSON.stringify(value, plain) ?? 'null';
    if (result.length > limits.result) throw new Error('The result is longer than ' + limits.result + ' characters of JSON');
    say({ result });
  } catch (error) {
    const message = String((error && error.message) || error);
    say({ problem: message === 'Invalid string length' ? 'A string grew too long' : message });
  }
});
say({ ready: true });
`;

interface Started {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly signal: Int32Array;
}

let current: Started | undefined;

/** Evaluates in the worker and waits for the answer, at most `TIME_LIMIT`. */
export function evaluateInWorker(request: Request): Answer {
  const started = current ?? start();
  current = started;
  started.port.postMessage(request);
  const message = wait(started, TIME_LIMIT);
  if (message === undefined) {
    stop(started);
    return { problem: `The expression takes longer than ${TIME_LIMIT} ms` };
  }
  const { result, problem } = message;
  if (typeof problem === 'string') return { problem };
  return { result: typeof result === 'string' ? JSON.parse(result) : null };
}

function start(): Started {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(body, {
    eval: true,
    workerData: {
      port: port2,
      signal,
      library: createRequire(import.meta.url).resolve('jsonata'),
      limits: { stack: DEPTH_LIMIT, sequence: SEQUENCE_LIMIT, result: RESULT_LIMIT },
    },
    transferList: [port2],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT },
    execArgv: [],
    stdin: false,
  });
  worker.unref();
  const started: Started = { worker, port: port1, signal };
  worker.on('error', () => forget(started));
  worker.on('exit', () => forget(started));
  if (wait(started, START_LIMIT) === undefined) {
    stop(started);
    throw new Error('the JSONata worker did not start');
  }
  return started;
}

/** The next message of the worker; undefined when none comes in time. */
function wait({ port, signal }: Started, limit: number): Readonly<Record<string, unknown>> | undefined {
  const deadline = performance.now() + limit;
  for (;;) {
    const seen = Atomics.load(signal, 0);
    const received: { readonly message: unknown } | undefined = receiveMessageOnPort(port);
    if (received !== undefined) {
      return typeof received.message === 'object' && received.message !== null ? { ...received.message } : {};
    }
    const left = deadline - performance.now();
    if (left <= 0) return undefined;
    Atomics.wait(signal, 0, seen, left);
  }
}

function forget(started: Started): void {
  if (current === started) current = undefined;
}

function stop(started: Started): void {
  forget(started);
  started.port.close();
  void started.worker.terminate();
}
