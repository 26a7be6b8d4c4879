import type { CallTask } from '../../dsl/model.ts';
import { join } from '../../json/pointer.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';

/**
 * A call of a plug-in: a function of the process that runs the instance. It is given the evaluated `with` (the task's
 * own data where there is no `with`); its output is this task's.
 */
export function compilePluginCall(task: CallTask, context: TaskContext, name: string): Behaviour {
  const { with: input } = task;
  const template =
    input === undefined
      ? undefined
      : context.compiler.template(input, join(context.pointer, 'with'), context.variables);
  return {
    kind: 'call plugin',
    enter: (activation) => activation.startActivity(),
    effectCompleted: (activation, result) => activation.complete(result),
    request: (activation) => ({
      kind: 'plugin',
      arguments: {
        name,
        input: template === undefined ? activation.data : activation.evaluate(template),
      },
    }),
    describe: () => ({ call: name, ...(input === undefined ? {} : { with: input }) }),
  };
}
