import type { RunTask } from '../../dsl/model.ts';
import type { Json } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { refused } from './refused.ts';
import { compileProcess } from './run-process.ts';

/**
 * `run`: a process, or another workflow. With `await` (the default) a workflow's output is the task's output and its
 * fault the task's fault, unless `return` asks for the code; without, the task completes with its input as soon as the
 * start is committed.
 */
export function compileRun(task: RunTask, context: TaskContext): Behaviour {
  if (task.run.await === false && task.run.return !== undefined) {
    context.compiler.findings.push({
      code: 'no-effect',
      severity: 'warning',
      pointer: join(context.pointer, 'run', 'return'),
      message: '"return" has no effect here: with "await: false" the output of the task is its input',
    });
  }
  const { workflow, await: wait = true, return: returns = 'stdout' } = task.run;
  const pointer = join(context.pointer, 'run');
  const process = compileProcess(task.run, context);
  if (process !== undefined) return process;
  if (workflow === undefined) return refused(context, pointer, 'A run of nothing');
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
    effectCompleted: (activation, output) => activation.complete(resultOf(returns, { code: 0, output })),
    // `instance` and `at` point into the other workflow's definition.
    effectFailed(activation, { instance: _inside, at: _expression, ...problem }) {
      if (returns === 'code' || returns === 'all') {
        activation.complete(resultOf(returns, { code: 1, output: null, problem }));
      } else activation.fault({ ...problem, instance: activation.pointer });
    },
    describe: () => ({ workflow: { namespace, name, version }, await: wait, return: returns }),
  };
}

/** `return`, read for a workflow: its output stands for stdout, its error for stderr, 0 or 1 for the exit code. */
function resultOf(
  returns: string,
  { code, output, problem = null }: { readonly code: 0 | 1; readonly output: Json; readonly problem?: Json },
): Json {
  switch (returns) {
    case 'stderr':
      return problem;
    case 'code':
      return code;
    case 'all':
      return { code, stdout: output, stderr: problem };
    case 'none':
      return null;
    default:
      return output;
  }
}
