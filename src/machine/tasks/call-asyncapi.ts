import type { CallTask } from '../../dsl/model.ts';
import { isObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import { bindingOf } from '../binding.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { compileBrokerCall } from './asyncapi-broker.ts';
import { compilePublish } from './asyncapi-publish.ts';
import { compileSubscribe } from './asyncapi-subscribe.ts';
import { refused } from './refused.ts';

/**
 * `call: asyncapi`. With a `server` or a `protocol` the message travels over that broker. Without either it travels
 * through eventctl's own event flow, as a CloudEvent of the type that the catalog gives it.
 */
export function compileAsyncApiCall(task: CallTask, context: TaskContext): Behaviour {
  const pointer = join(context.pointer, 'with');
  const arguments_ = task.with ?? {};
  const binding = bindingOf(context.compiler.bindings[context.pointer]);
  if (binding === undefined) {
    return refused(
      context,
      pointer,
      'An AsyncAPI call whose document is not in the catalog',
      'apply the AsyncAPI document with the workflow, or before it',
    );
  }
  if (binding.broker !== undefined) {
    return compileBrokerCall({ task, binding, broker: binding.broker, context });
  }
  const { message, subscription, authentication } = arguments_;
  if (authentication !== undefined) {
    return refused(
      context,
      join(pointer, 'authentication'),
      '"authentication" of an AsyncAPI call without a server or protocol',
      'leave it out: the message travels through eventctl itself',
    );
  }
  if (subscription !== undefined && isObject(subscription))
    return compileSubscribe(task, subscription, binding, context);
  return compilePublish(task, message !== undefined && isObject(message) ? message : {}, binding, context);
}
