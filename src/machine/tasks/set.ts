import type { SetTask } from '../../dsl/model.ts';
import { join } from '../../json/pointer.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';

/** `set`: the output is a new value, built from a template or by one expression; it replaces the data. */
export function compileSet(task: SetTask, context: TaskContext): Behaviour {
  const value = context.compiler.formula(task.set, join(context.pointer, 'set'), context.variables);
  return {
    kind: 'set',
    enter: (activation) => activation.complete(activation.evaluate(value)),
    describe: () => ({ set: task.set }),
  };
}
