import type { CallTask } from '../../dsl/model.ts';
import { isObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import { bindingOf } from '../binding.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { compilePublish } from './asyncapi-publish.ts';
import { compileSubscribe } from './asyncapi-subscribe.ts';
import { refused } from './refused.ts';

/**
 * `call: asyncapi` over eventctl's own event flow: a message is a CloudEvent of the type that the catalog gives it.
 * Servers and protocols of other brokers are refused until there is a client for them.
 */
export function compileAsyncApiCall(task: CallTask, context: TaskContext): Behaviour {
  const pointer = join(context.pointer, 'with');
  const arguments_ = task.with ?? {};
  for (const name of ['server', 'protocol', 'authentication']) {
    if (arguments_[name] !== undefined) {
      return refused(
        context,
        join(pointer, name),
        `"${name}" of an AsyncAPI call`,
        'leave it out: the message then travels through eventctl itself',
      );
    }
  }
  const binding = bindingOf(context.compiler.bindings[context.pointer]);
  if (binding === undefined) {
    return refused(
      context,
      pointer,
      'An AsyncAPI call whose document is not in the catalog',
      'apply the AsyncAPI document with the workflow, or before it',
    );
  }
  const { message, subscription } = arguments_;
  if (subscription !== undefined && isObject(subscription))
    return compileSubscribe(task, subscription, binding, context);
  return compilePublish(task, message !== undefined && isObject(message) ? message : {}, binding, context);
}
