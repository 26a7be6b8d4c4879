import type { RunTask } from '../../dsl/model.ts';
import { join } from '../../json/pointer.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { refused } from './refused.ts';

/**
 * `run: workflow`: starts another workflow. With `await` (the default) its output is the task's output and its fault
 * the task's fault; without, the task completes with its input as soon as the start is committed.
 */
export function compileRun(task: RunTask, context: TaskContext): Behaviour {
  const { workflow, await: wait = true } = task.run;
  const pointer = join(context.pointer, 'run');
  if (workflow === undefined) {
    const process = ['container', 'script', 'shell'].find((kind) => kind in task.run) ?? 'process';
    return refused(context, join(pointer, process), `"run: ${process}"`);
  }
  if (task.run.return !== undefined) {
    return refused(
      context,
      join(pointer, 'return'),
      '"return" for a workflow',
      "its output is always the task's output",
    );
  }
  const { namespace, name, version } = workflow;
  const input =
    workflow.input === undefined
      ? undefined
      : context.compiler.template(workflow.input, join(pointer, 'workflow', 'input'), context.variables);
  return {
    kind: 'run workflow',
    enter(activation) {
      activation.startWorkflow({
        workflow: { namespace, name, version },
        input: input === undefined ? {} : activation.evaluate(input),
        wait,
      });
      if (wait) activation.record('task.waiting', { workflow: { namespace, name, version } });
      else activation.complete(activation.data);
    },
    effectCompleted: (activation, output) => activation.complete(output),
    describe: () => ({ workflow: { namespace, name, version }, await: wait }),
  };
}
