import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createMemoryBackend } from '../memory/index.ts';
import type { Subject } from './index.ts';
import { type Operation, randomOperations } from './operation.ts';
import { observe, perform, type Side } from './perform.ts';

/** Where two stores were told apart. */
interface Difference {
  readonly step: number;
  readonly what: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Steps between two looks at everything; each step's own result is always compared. */
const lookEvery = 10;

/** How many shorter sequences are tried before a failure is shown. */
const shrinkTries = 300;

/**
 * Declares tests that run random sequences on a store and on the memory model in lock step and compare all that can
 * be seen. The seed is in the test's name and in a failure; `EVENTCTL_SEED=<seed>` repeats just that one.
 */
export function compareWithMemory(
  name: string,
  make: () => Promise<Subject>,
  options: { readonly runs: number; readonly steps: number },
): void {
  const only = process.env['EVENTCTL_SEED'];
  const first = Math.floor(Math.random() * 2 ** 31);
  const seeds =
    only === undefined ? Array.from({ length: options.runs }, (_, run) => first + run) : [Number(only)];

  describe(`${name} behaves as memory does`, () => {
    test.each(seeds)('under seed %i', async (seed) => {
      const operations = randomOperations(seed, options.steps);
      const difference = await firstDifference(make, operations);
      if (difference === undefined) return;
      const shortest = await shrink(make, operations.slice(0, difference.step + 1));
      const shown = (await firstDifference(make, shortest)) ?? difference;
      const script = shortest.map((operation) => JSON.stringify(operation)).join('\n');
      const title = `EVENTCTL_SEED=${seed}: ${shown.what} differs after ${shortest.length} operations:\n${script}\n`;
      expect(shown.actual, title).toEqual(shown.expected);
      throw new Error(`${title}equal as JSON, but not in every detail`);
    });
  });
}

export async function firstDifference(
  make: () => Promise<Subject>,
  operations: readonly Operation[],
): Promise<Difference | undefined> {
  const subject = await make();
  const model: Side = { backend: createMemoryBackend(), loaded: new Map() };
  const side: Side = { backend: subject.backend, loaded: new Map() };
  try {
    for (const [step, operation] of operations.entries()) {
      const [expected, actual] = [await perform(model, operation), await perform(side, operation)];
      if (!isDeepStrictEqual(actual, expected))
        return { step, what: `the result of ${operation.do}`, expected, actual };
      if (step % lookEvery !== 0 && step < operations.length - 1) continue;
      const [modelSeen, sideSeen] = [await observe(model), await observe(side)];
      if (!isDeepStrictEqual(sideSeen, modelSeen))
        return { step, what: 'what can be seen', expected: modelSeen, actual: sideSeen };
    }
    return undefined;
  } finally {
    await subject.close();
  }
}

/** Leaves out whatever is not needed for the failure, last operation first. */
async function shrink(
  make: () => Promise<Subject>,
  operations: readonly Operation[],
): Promise<readonly Operation[]> {
  let shortest = operations;
  for (let index = operations.length - 2; index >= Math.max(0, operations.length - shrinkTries); index--) {
    const shorter = shortest.filter((_, at) => at !== index);
    if ((await firstDifference(make, shorter)) !== undefined) shortest = shorter;
  }
  return shortest;
}
