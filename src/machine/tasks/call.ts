import type { CallTask } from '../../dsl/model.ts';
import { join } from '../../json/pointer.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { compileAsyncApiCall } from './call-asyncapi.ts';
import { compileFunctionCall } from './call-function.ts';
import { compileHttpCall } from './call-http.ts';
import { refused } from './refused.ts';

/** `call`: dispatches on what is called. */
export function compileCall(task: CallTask, context: TaskContext): Behaviour {
  const { call } = task;
  switch (call) {
    case 'http':
      return compileHttpCall(task, context);
    case 'asyncapi':
      return compileAsyncApiCall(task, context);
    case 'openapi':
    case 'grpc':
    case 'a2a':
    case 'mcp':
      return refused(context, join(context.pointer, 'call'), `"call: ${call}"`);
    default: {
      const target = context.function(call);
      if (target !== undefined) return compileFunctionCall(task, context, target);
      return refused(
        context,
        join(context.pointer, 'call'),
        `Calling "${call}", which is no function in use.functions,`,
      );
    }
  }
}
