import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import type { Activation } from '../activation.ts';
import type { TaskContext } from '../task-context.ts';
import { argvOf, readProcessInput, readTexts, requireText } from './process-input.ts';

/** `run: container`. Ports and volumes read `here: in the container`; the rest is the container engine's business. */
export function compileContainer(
  definition: JsonObject,
  pointer: string,
  context: TaskContext,
): (activation: Activation) => JsonObject {
  const { lifetime, pullPolicy = 'ifNotPresent', ...rest } = definition;
  const template = context.compiler.template(rest, pointer, context.variables);
  const cleanup = compileLifetime(lifetime, join(pointer, 'lifetime'), context);
  return (activation) => {
    const value = activation.evaluate(template);
    const container = isObject(value) ? value : {};
    const input = readProcessInput(container);
    const { command, name, ports = {}, volumes = {} } = container;
    return {
      ...input,
      image: requireText('image', container['image']),
      ...(command === undefined ? {} : { command: requireText('command', command) }),
      ...(name === undefined ? {} : { name: requireText('name', name) }),
      arguments: argvOf(input.arguments),
      ports: readTexts('ports', ports),
      volumes: readTexts('volumes', volumes),
      pullPolicy,
      ...cleanup(activation),
      workflow: { namespace: activation.definition.namespace, name: activation.definition.name },
      task: activation.name,
    };
  };
}

/** `removeAfter` is in milliseconds from the container's end. */
function compileLifetime(
  lifetime: Json | undefined,
  pointer: string,
  context: TaskContext,
): (activation: Activation) => JsonObject {
  const { cleanup = 'never', after } = lifetime !== undefined && isObject(lifetime) ? lifetime : {};
  if (typeof after !== 'string' && !isObject(after)) return () => ({ cleanup });
  const delay = context.compiler.delay(
    typeof after === 'string' ? after : { ...after },
    join(pointer, 'after'),
    context.variables,
  );
  return (activation) => ({ cleanup, removeAfter: activation.after(delay) - activation.now });
}
