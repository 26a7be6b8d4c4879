import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { compile, ExpressionError, ExpressionSyntaxError } from '../../src/expressions/jq/index.ts';
import { isObject, type JsonObject } from '../../src/json/json.ts';
import { median } from '../measure.ts';

/**
 * How long filters take that take what they can get. They run in a thread of their own, one after the other: one that
 * has no end is stopped from outside, and the next one gets a new thread.
 */

export interface End {
  readonly filter: string;
  /** Milliseconds, compiling included. */
  readonly median: number;
  readonly worst: number;
  /** The typed error that ended it; undefined when it came to an end by itself. */
  readonly error: string | undefined;
}

/** A filter is repeated, unless it took long already; in milliseconds. */
const repeats = 3;
const enough = 200;

/** Milliseconds after which a filter counts as one without end. */
const patience = 10_000;

export async function timeEnds(
  filters: readonly string[],
  tell: (done: number) => void,
): Promise<readonly End[]> {
  const ends: End[] = [];
  let worker = new Worker(new URL(import.meta.url));
  for (const filter of filters) {
    worker.postMessage(filter);
    const answer = await answerOf(worker);
    if (answer === undefined) {
      await worker.terminate();
      worker = new Worker(new URL(import.meta.url));
    }
    tell(ends.length);
    ends.push({ filter, ...(answer ?? { median: patience, worst: patience, error: 'NO END' }) });
  }
  await worker.terminate();
  return ends;
}

async function answerOf(worker: Worker): Promise<Omit<End, 'filter'> | undefined> {
  try {
    const [answer]: unknown[] = await once(worker, 'message', { signal: AbortSignal.timeout(patience) });
    if (!isObject(answer)) throw new Error('the thread gave no answer');
    const { median, worst, error } = answer;
    return {
      median: Number(median),
      worst: Number(worst),
      error: typeof error === 'string' ? error : undefined,
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return undefined;
    throw error;
  }
}

function timeEnd(filter: string): Omit<End, 'filter'> {
  const times: number[] = [];
  let error: string | undefined;
  const start = performance.now();
  for (let repeat = 0; repeat < repeats && performance.now() - start < enough; repeat++) {
    const begin = performance.now();
    error = endOf(filter);
    times.push(performance.now() - begin);
  }
  return { median: median(times), worst: Math.max(...times), error };
}

/** @throws whatever is no typed error. */
function endOf(filter: string): string | undefined {
  try {
    for (const output of compile(filter)(null)) if (output === undefined) return 'an output is undefined';
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof ExpressionSyntaxError) return error.message;
    throw error;
  }
  return undefined;
}

export function describeEnd({ filter, median, worst, error }: End): JsonObject {
  return { filter, medianMilliseconds: median, worstMilliseconds: worst, error: error ?? null };
}

if (!isMainThread) parentPort?.on('message', (filter: string) => parentPort?.postMessage(timeEnd(filter)));
