import type { DoTask } from '../../dsl/model.ts';
import { join } from '../../json/pointer.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { describeSequence } from './describe.ts';

/** `do`: tasks one after the other; the output is the last one's. */
export function compileDo(task: DoTask, context: TaskContext): Behaviour {
  const sequence = context.sequence(task.do, join(context.pointer, 'do'));
  return {
    kind: 'do',
    enter: (activation) => activation.enter(sequence, activation.data),
    childCompleted: (activation, end) => activation.complete(end.output),
    describe: () => describeSequence('do', sequence),
  };
}
