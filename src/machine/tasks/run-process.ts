import type { RunTask } from '../../dsl/model.ts';
import type { JsonObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import type { Activation } from '../activation.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { compileContainer } from './run-container.ts';
import { compileScript } from './run-script.ts';
import { compileShell } from './run-shell.ts';

/** Evaluates what a process is made of, for the activity that runs it. */
export type ProcessCompiler = (
  definition: JsonObject,
  pointer: string,
  context: TaskContext,
) => (activation: Activation) => JsonObject;

/** The processes that `run` can start, and how each is compiled. */
const kinds: readonly (readonly ['container' | 'script' | 'shell', ProcessCompiler])[] = [
  ['container', compileContainer],
  ['script', compileScript],
  ['shell', compileShell],
];

/**
 * `run` of a container, a script or a shell command (dsl-reference, "Run"). Everything is evaluated here, before the
 * process is started, so that a bad expression faults the task; the `run <kind>` activity starts it, and shapes the
 * output by `return`. With `await: false` the task completes with its input once the start is committed; the process
 * goes on by itself, and nothing in the workflow hears of its end.
 */
export function compileProcess(run: RunTask['run'], context: TaskContext): Behaviour | undefined {
  const found = kinds.find(([kind]) => run[kind] !== undefined);
  if (found === undefined) return undefined;
  const [kind, compile] = found;
  const definition = run[kind] ?? {};
  const { await: wait = true, return: returns = 'stdout' } = run;
  const evaluate = compile(definition, join(context.pointer, 'run', kind), context);
  return {
    kind: `run ${kind}`,
    enter(activation) {
      activation.startActivity({ detached: !wait });
      if (!wait) activation.complete(activation.data);
    },
    effectCompleted: (activation, output) => activation.complete(output),
    request: (activation) => ({
      kind: `run ${kind}`,
      arguments: { ...evaluate(activation), return: returns },
    }),
    describe: () => ({ [kind]: definition, await: wait, return: returns }),
  };
}
