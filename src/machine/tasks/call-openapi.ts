import type { CallTask } from '../../dsl/model.ts';
import { join } from '../../json/pointer.ts';
import { compileAuthentication } from '../authentication.ts';
import type { Behaviour } from '../machine.ts';
import { compileResource } from '../resource.ts';
import type { TaskContext } from '../task-context.ts';

/**
 * `call: openapi`. Parameters and credentials are evaluated here; the `openapi` activity reads the document, finds the
 * operation and sends the request. Output: as `call: http` has it.
 */
export function compileOpenApiCall(task: CallTask, context: TaskContext): Behaviour {
  const pointer = join(context.pointer, 'with');
  const { document, operationId = null, parameters = {}, authentication, output, redirect } = task.with ?? {};
  const resource = compileResource(document, join(pointer, 'document'), context);
  const credentials = compileAuthentication(authentication, join(pointer, 'authentication'), context);
  const { compiler, variables } = context;
  const values = compiler.template(parameters, join(pointer, 'parameters'), variables);
  const operation = compiler.template(operationId, join(pointer, 'operationId'), variables);
  return {
    kind: 'call openapi',
    enter: (activation) => activation.startActivity(),
    effectCompleted: (activation, result) => activation.complete(result),
    request: (activation) => {
      const policy = credentials?.(activation);
      return {
        kind: 'openapi',
        arguments: {
          document: resource(activation),
          operationId: activation.evaluate(operation),
          parameters: activation.evaluate(values),
          output: output ?? 'content',
          redirect: redirect ?? false,
          ...(policy === undefined ? {} : { authentication: policy }),
        },
      };
    },
    describe: () => ({ call: 'openapi', with: task.with ?? {} }),
  };
}
