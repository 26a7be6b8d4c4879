import type { ErrorDefinition, RaiseTask } from '../../dsl/model.ts';
import { isObject, type Json, own, toJson } from '../../json/json.ts';
import { join, type Pointer } from '../../json/pointer.ts';
import { type Problem, WorkflowError } from '../../problem/problem.ts';
import type { Activation } from '../activation.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { expand } from '../uri-template.ts';

/**
 * `raise`: faults with an error: inline, by name from `use.errors`, or an expression that yields an error object (to
 * raise a caught one again).
 */
export function compileRaise(task: RaiseTask, context: TaskContext): Behaviour {
  const error = compileError(task.raise.error, context);
  return {
    kind: 'raise',
    enter(activation) {
      activation.fault(problemFrom(activation, error(activation)));
    },
    describe: () => ({
      error: typeof task.raise.error === 'string' ? task.raise.error : toJson(task.raise.error),
    }),
  };
}

/** The value of the error; a literal `type` is a URI template over the task's data. */
type ErrorValue = (activation: Activation) => Json;

function compileError(error: ErrorDefinition | string, context: TaskContext): ErrorValue {
  const pointer = join(context.pointer, 'raise', 'error');
  if (typeof error !== 'string') return template(error, pointer, context);
  if (error.trim().startsWith('${')) {
    const expression = context.compiler.expression(error, pointer, context.variables);
    return (activation) => activation.evaluate(expression);
  }
  const named = own(context.compiler.use.errors, error);
  if (named !== undefined) return template(named, join('/use/errors', error), context);
  context.compiler.find('unknown-reference', pointer, `there is no error "${error}" in use.errors`);
  return () => null;
}

function template(error: ErrorDefinition, pointer: Pointer, context: TaskContext): ErrorValue {
  const value = context.compiler.template(toJson(error), pointer, context.variables);
  if (error.type.trim().startsWith('${')) return (activation) => activation.evaluate(value);
  return (activation) => {
    const evaluated = activation.evaluate(value);
    return isObject(evaluated) ? { ...evaluated, type: expand(error.type, activation.data) } : evaluated;
  };
}

/** The evaluated error as a problem. Its `instance` is this task unless the definition says otherwise. */
function problemFrom(activation: Activation, value: Json): Problem {
  if (!isObject(value)) throw notAnError(value);
  const { type, status, title, detail, instance } = value;
  if (typeof type !== 'string' || typeof status !== 'number') throw notAnError(value);
  return {
    type,
    status,
    ...text('title', title),
    ...text('detail', detail),
    instance: typeof instance === 'string' ? instance : activation.pointer,
  };
}

function text(
  name: 'title' | 'detail',
  value: Json | undefined,
): { readonly title?: string; readonly detail?: string } {
  if (value === undefined || value === null) return {};
  return { [name]: typeof value === 'string' ? value : JSON.stringify(value) };
}

function notAnError(value: Json): WorkflowError {
  return WorkflowError.of(
    'expression',
    'Not an error',
    `raise needs an object with a "type" (string) and a "status" (number), not ${JSON.stringify(value).slice(0, 200)}`,
  );
}
