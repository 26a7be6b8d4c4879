import type { Pointer } from '../../json/pointer.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';

/** Refuses a task that eventctl does not run yet. The behaviour returned never runs: no machine comes of the finding. */
export function refused(context: TaskContext, pointer: Pointer, what: string, hint?: string): Behaviour {
  context.compiler.unsupported(pointer, what, hint);
  return {
    kind: 'refused',
    enter() {
      throw new Error(`${what} was refused`);
    },
    describe: () => ({}),
  };
}
