import type { CallTask } from '../../dsl/model.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import { compileAuthentication } from '../authentication.ts';
import type { Behaviour } from '../machine.ts';
import { compileResource } from '../resource.ts';
import type { TaskContext } from '../task-context.ts';

/** The port of TLS, which is meant where the task names none. On any other the connection is plain. */
const tlsPort = 443;

/**
 * `call: grpc`. Arguments and credentials are evaluated here; the `grpc` activity reads the proto file and calls the
 * method. Output: the message of the answer, or the list of them where the server streams.
 */
export function compileGrpcCall(task: CallTask, context: TaskContext): Behaviour {
  const pointer = join(context.pointer, 'with');
  const { proto, service, method = null, arguments: given = {} } = task.with ?? {};
  const { name = null, host = null, port = tlsPort, authentication } = objectOf(service);
  const at = join(pointer, 'service');
  const resource = compileResource(proto, join(pointer, 'proto'), context);
  const credentials = compileAuthentication(authentication, join(at, 'authentication'), context);
  const values = context.compiler.template(given, join(pointer, 'arguments'), context.variables);
  return {
    kind: 'call grpc',
    enter: (activation) => activation.startActivity(),
    effectCompleted: (activation, result) => activation.complete(result),
    request: (activation) => {
      const policy = credentials?.(activation);
      return {
        kind: 'grpc',
        arguments: {
          proto: resource(activation),
          service: name,
          host,
          port,
          tls: port === tlsPort,
          method,
          arguments: activation.evaluate(values),
          ...(policy === undefined ? {} : { authentication: policy }),
        },
      };
    },
    describe: () => ({ call: 'grpc', with: task.with ?? {} }),
  };
}

function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}
