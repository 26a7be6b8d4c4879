import type { CallTask } from '../../dsl/model.ts';
import { join, type Pointer } from '../../json/pointer.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';

/**
 * A call of a function in `use.functions`: its task runs inside this one, with the evaluated `with` as input (the
 * task's own data where there is no `with`); its output is this task's output.
 */
export function compileFunctionCall(task: CallTask, context: TaskContext, target: Pointer): Behaviour {
  const { with: input } = task;
  const template =
    input === undefined
      ? undefined
      : context.compiler.template(input, join(context.pointer, 'with'), context.variables);
  return {
    kind: 'call function',
    enter(activation) {
      activation.enterChild(target, template === undefined ? activation.data : activation.evaluate(template));
    },
    childCompleted: (activation, end) => activation.complete(end.output),
    describe: () => ({ function: target, ...(input === undefined ? {} : { with: input }) }),
  };
}
