import type { WaitTask } from '../../dsl/model.ts';
import { join } from '../../json/pointer.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';

/** `wait`: lets time pass; the output is the input. */
export function compileWait(task: WaitTask, context: TaskContext): Behaviour {
  const delay = context.compiler.delay(task.wait, join(context.pointer, 'wait'), context.variables);
  return {
    kind: 'wait',
    enter(activation) {
      const until = activation.after(delay);
      activation.setTimer('wait', until);
      activation.record('task.waiting', { until });
    },
    timer: (activation) => activation.complete(activation.data),
    describe: () => ({ wait: typeof task.wait === 'string' ? task.wait : { ...task.wait } }),
  };
}
