import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import type { Pointer } from '../../json/pointer.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { Activation } from '../activation.ts';
import type { TaskContext } from '../task-context.ts';

/** The parameters of a call: a map with expressions inside, or one expression for all of it; a map in the end. */
export function compileParameters(
  parameters: Json,
  pointer: Pointer,
  context: TaskContext,
): (activation: Activation) => JsonObject {
  const template = context.compiler.template(parameters, pointer, context.variables);
  return (activation) => {
    const value = activation.evaluate(template);
    if (isObject(value)) return value;
    throw WorkflowError.of(
      'expression',
      'Not parameters',
      `the parameters must be a map, not ${JSON.stringify(value).slice(0, 200)}`,
    );
  };
}
