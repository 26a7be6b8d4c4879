import type { OperationBinding } from '../../catalog/model.ts';
import type { CallTask } from '../../dsl/model.ts';
import { isObject, type JsonObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { compileChoice } from './asyncapi-messages.ts';
import { eventFrom } from './emit.ts';

/**
 * Publishes a message on an operation's channel. The payload must match the schema of one of the operation's messages;
 * without a payload it is the task's data. The event has that message's CloudEvent type, the channel's address as its `channel` attribute, and the message's
 * headers as attributes. The task's output is its input.
 */
export function compilePublish(
  task: CallTask,
  message: JsonObject,
  binding: OperationBinding,
  context: TaskContext,
): Behaviour {
  const pointer = join(context.pointer, 'with', 'message');
  const { payload, headers = {} } = message;
  const body =
    payload === undefined
      ? undefined
      : context.compiler.template(payload, join(pointer, 'payload'), context.variables);
  const attributes = context.compiler.template(headers, join(pointer, 'headers'), context.variables);
  const messageOf = compileChoice(binding, pointer, context);
  return {
    kind: 'call asyncapi',
    enter(activation) {
      const data = body === undefined ? activation.data : activation.evaluate(body);
      const { eventType } = messageOf(data);
      const extra = activation.evaluate(attributes);
      const named = isObject(extra) ? attributesFrom(extra) : {};
      const event = eventFrom(activation, {
        ...named,
        type: eventType,
        channel: binding.address,
        datacontenttype: 'application/json',
        data,
      });
      activation.publish(event);
      activation.complete(activation.data);
    },
    describe: () => ({
      publish: { service: binding.service, channel: binding.address },
      with: task.with ?? {},
    }),
  };
}

/** CloudEvents attribute names have only lower-case letters and digits; `ce-` and `ce_` prefixes are dropped. */
function attributesFrom(headers: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name
        .toLowerCase()
        .replace(/^ce[-_]/, '')
        .replaceAll(/[^a-z0-9]/g, ''),
      value,
    ]),
  );
}
