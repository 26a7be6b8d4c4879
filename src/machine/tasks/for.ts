import type { ForTask } from '../../dsl/model.ts';
import { type Json, toJson } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { Activation } from '../activation.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { isTrue } from '../truth.ts';
import { describeSequence } from './describe.ts';

/**
 * `for`: runs a list once for each item of an array that is evaluated when the loop begins. Each round's output is the
 * next one's input; the task's output is the last round's, or its input when there was none. `while` is asked before
 * each round. `exit` in the list ends the loop.
 */
export function compileFor(task: ForTask, context: TaskContext): Behaviour {
  const { each = 'item', at = 'index', in: items } = task.for;
  const bound = [each, at];
  context.compiler.reserve(bound, join(context.pointer, 'for'));
  const variables = [...context.variables, ...bound];
  const collection =
    typeof items === 'string'
      ? context.compiler.expression(items, join(context.pointer, 'for', 'in'), context.variables)
      : context.compiler.template(items, join(context.pointer, 'for', 'in'), context.variables);
  const condition =
    task.while === undefined
      ? undefined
      : context.compiler.expression(task.while, join(context.pointer, 'while'), variables);
  const body = context.sequence(task.do, join(context.pointer, 'do'), bound);

  /** Begins round `index` with what the round before put out, or ends the loop. */
  function round(activation: Activation, list: readonly Json[], index: number, data: Json): void {
    if (index >= list.length) {
      activation.complete(data);
      return;
    }
    activation.bind({ [each]: list[index] ?? null, [at]: index });
    if (condition !== undefined && !isTrue(activation.evaluate(condition, data))) {
      activation.complete(data);
      return;
    }
    activation.remember({ list, index });
    activation.enter(body, data);
  }

  return {
    kind: 'for',
    enter: (activation) => round(activation, arrayOf(activation.evaluate(collection)), 0, activation.data),
    childCompleted(activation, end) {
      const { list, index } = activation.memory;
      if (end.exit) activation.complete(end.output);
      else round(activation, arrayOf(list ?? null), Number(index) + 1, end.output);
    },
    describe: () => ({
      each,
      at,
      in: typeof items === 'string' ? items : toJson(items),
      ...(task.while === undefined ? {} : { while: task.while }),
      ...describeSequence('do', body),
    }),
  };
}

function arrayOf(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value;
  const shown = JSON.stringify(value).slice(0, 200);
  throw WorkflowError.of(
    'validation',
    'Not an array',
    `"for.in" must yield an array to loop over, not ${shown}`,
  );
}
