import { compile, ExpressionError, ExpressionSyntaxError } from '../../src/expressions/jq/index.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { median } from '../measure.ts';

/** How long a filter that would not end, or would fill the memory, takes until it is refused. */
export interface End {
  readonly name: string;
  /** Milliseconds, compiling included. */
  readonly median: number;
  readonly worst: number;
  /** The typed error that ended it; undefined when it came to an end by itself. */
  readonly error: string | undefined;
}

const repeats = 7;

/** @throws whatever is no typed error. */
export function timeEnd(one: { readonly name: string; readonly filter: string; readonly input?: Json }): End {
  const times: number[] = [];
  let error: string | undefined;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const begin = performance.now();
    error = endOf(one.filter, one.input ?? null);
    times.push(performance.now() - begin);
  }
  return { name: one.name, median: median(times), worst: Math.max(...times), error };
}

function endOf(filter: string, input: Json): string | undefined {
  try {
    for (const output of compile(filter)(input)) if (output === undefined) return 'an output is undefined';
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof ExpressionSyntaxError) return error.message;
    throw error;
  }
  return undefined;
}

export function describeEnd({ name, median, worst, error }: End): JsonObject {
  return { name, medianMilliseconds: median, worstMilliseconds: worst, error: error ?? null };
}
