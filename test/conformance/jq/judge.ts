import { dump } from '../../../src/expressions/jq/dump.ts';
import { read } from '../../../src/expressions/jq/read.ts';
import { equal, type Json } from '../../../src/json/json.ts';
import type { Case } from './cases.ts';

/** The face of what is judged: it compiles, then gives the outputs for an input. Both may throw. */
export type Compile = (program: string) => (input: Json) => Iterable<Json>;

export interface Verdict {
  /** Undefined when the case passes. */
  readonly failure: string | undefined;
  /** For programs that must not compile: whether they are refused in jq's own words. */
  readonly sameWords?: boolean;
}

/** Runs a case. A program that fails after its outputs passes: the suite lists what came before the error. */
export function judge(one: Case, compile: Compile): Verdict {
  let filter: ReturnType<Compile>;
  try {
    filter = compile(one.program);
  } catch (error) {
    const message = wordsOf(error, 'ExpressionSyntaxError');
    if (one.refusal === undefined) return { failure: `does not compile: ${message}` };
    return { failure: undefined, sameWords: one.refusal.startsWith(`jq: error: ${message} at `) };
  }
  if (one.refusal !== undefined) return { failure: 'compiles, and must not' };
  const { found, end } = outputsOf(filter, read(one.input));
  const expected = one.outputs.map((text) => read(dump(read(text))));
  if (
    found.length === expected.length &&
    found.every((value, index) => equal(value, expected[index] ?? null))
  )
    return { failure: undefined };
  const ending = end === undefined ? '' : `, then ${end}`;
  return { failure: `gives ${shown(found)}${ending}; expected ${shown(expected)}` };
}

function outputsOf(
  filter: ReturnType<Compile>,
  input: Json,
): { readonly found: readonly Json[]; readonly end: string | undefined } {
  const found: Json[] = [];
  try {
    for (const value of filter(input)) found.push(value);
  } catch (error) {
    return { found, end: wordsOf(error, 'ExpressionError') };
  }
  return { found, end: undefined };
}

/** The message of the error that is due; anything else is a fault of ours and goes on. */
function wordsOf(error: unknown, due: string): string {
  if (error instanceof Error && error.name === due) return error.message;
  throw error;
}

function shown(values: readonly Json[]): string {
  return `[${values.map((value) => dump(value, 300)).join(', ')}]`;
}
