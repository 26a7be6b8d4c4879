import { ExpressionError, ExpressionSyntaxError } from '../../src/expressions/expression.ts';
import { compileFilter } from '../../src/expressions/jq/compile.ts';
import { dump } from '../../src/expressions/jq/dump.ts';
import { MOST_OUTPUTS, type Outcome, type Pair } from './reference.ts';

const scope = { now: 1_425_599_621_000, variables: {}, random: () => 0.5 };

/** What eventctl's jq makes of a pair. */
export function ours({ filter, input }: Pair): Outcome {
  const outputs: string[] = [];
  try {
    compileFilter(filter, []).each(input, scope, (value) => {
      outputs.push(dump(value));
      return outputs.length >= MOST_OUTPUTS;
    });
    return { outputs, error: undefined };
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return 'refused';
    if (error instanceof ExpressionError) return { outputs, error: dump(error.value) };
    throw error;
  }
}
