import type { EmitTask } from '../../dsl/model.ts';
import { type CloudEvent, parseCloudEvent } from '../../events/index.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { Activation } from '../activation.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';

/** `emit`: publishes a CloudEvent, durably once the turn is committed; the output is the event. */
export function compileEmit(task: EmitTask, context: TaskContext): Behaviour {
  const { with: attributes = {} } = task.emit.event;
  const template = context.compiler.template(
    attributes,
    join(context.pointer, 'emit', 'event', 'with'),
    context.variables,
  );
  return {
    kind: 'emit',
    enter(activation) {
      const value = activation.evaluate(template);
      const event = eventFrom(activation, isObject(value) ? value : {});
      activation.publish(event);
      activation.complete(event);
    },
    describe: () => ({ with: attributes }),
  };
}

/**
 * A complete event from some of its attributes: `id` is the activation's key, so that a repeated publication is
 * recognised; `source` is `/{namespace}/{name}/{version}`; `time` is now.
 */
export function eventFrom(activation: Activation, attributes: JsonObject): CloudEvent {
  const { namespace, name, version } = activation.definition;
  const given = Object.entries(attributes).filter(([, value]) => value !== null);
  const candidate: Json = {
    specversion: '1.0',
    id: activation.key,
    source: `/${namespace}/${name}/${version}`,
    time: new Date(activation.now).toISOString(),
    ...Object.fromEntries(given),
    ...(Object.hasOwn(attributes, 'data') ? { data: attributes['data'] ?? null } : {}),
  };
  try {
    return parseCloudEvent(candidate);
  } catch (error) {
    throw WorkflowError.of(
      'validation',
      'Not a CloudEvent',
      error instanceof Error ? error.message : String(error),
    );
  }
}
