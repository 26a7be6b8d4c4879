import type { CallTask } from '../../dsl/model.ts';
import { isObject, own } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { compileA2aCall } from './call-a2a.ts';
import { compileAsyncApiCall } from './call-asyncapi.ts';
import { compileFunctionCall } from './call-function.ts';
import { compileGrpcCall } from './call-grpc.ts';
import { compileHttpCall } from './call-http.ts';
import { compileMcpCall } from './call-mcp.ts';
import { compileOpenApiCall } from './call-openapi.ts';
import { compilePluginCall } from './call-plugin.ts';
import { refused } from './refused.ts';

/** `call`: dispatches on what is called. */
export function compileCall(task: CallTask, context: TaskContext): Behaviour {
  const { call } = task;
  switch (call) {
    case 'http':
      return compileHttpCall(task, context);
    case 'a2a':
      return compileA2aCall(task, context);
    case 'asyncapi':
      return compileAsyncApiCall(task, context);
    case 'mcp':
      return compileMcpCall(task, context);
    case 'openapi':
      return compileOpenApiCall(task, context);
    case 'grpc':
      return compileGrpcCall(task, context);
    default: {
      const target = context.function(call);
      if (target !== undefined) return compileFunctionCall(task, context, target);
      // What a call names outside of the workflow was found when it was applied.
      const found = own(context.compiler.bindings, join(context.pointer, 'call'));
      const { uri, plugin } = isObject(found) ? found : {};
      const external = typeof uri === 'string' ? context.function(uri) : undefined;
      if (external !== undefined) return compileFunctionCall(task, context, external);
      if (typeof plugin === 'string') return compilePluginCall(task, context, plugin);
      return refused(
        context,
        join(context.pointer, 'call'),
        `Calling "${call}", which is no function in use.functions,`,
      );
    }
  }
}
