import { isObject, type JsonObject } from '../../json/json.ts';
import type { Activation } from '../activation.ts';
import type { TaskContext } from '../task-context.ts';
import { argvOf, readProcessInput, requireText } from './process-input.ts';

/** `run: shell`: the command, and its arguments as the command's `$1`, `$2`… */
export function compileShell(
  definition: JsonObject,
  pointer: string,
  context: TaskContext,
): (activation: Activation) => JsonObject {
  const template = context.compiler.template(definition, pointer, context.variables);
  return (activation) => {
    const value = activation.evaluate(template);
    const shell = isObject(value) ? value : {};
    const input = readProcessInput(shell);
    return {
      ...input,
      command: requireText('command', shell['command']),
      arguments: argvOf(input.arguments),
    };
  };
}
