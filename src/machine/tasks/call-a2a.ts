import type { CallTask } from '../../dsl/model.ts';
import { isObject, type Json, type JsonObject, own } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import type { Activation } from '../activation.ts';
import { compileAuthentication } from '../authentication.ts';
import type { Behaviour } from '../machine.ts';
import { compileResource } from '../resource.ts';
import type { TaskContext } from '../task-context.ts';
import { compileEndpoint } from '../uri-template.ts';
import { compileParameters } from './call-parameters.ts';

/**
 * `call: a2a`. Parameters, addresses and credentials are evaluated here; the `a2a` activity reads the agent's card and
 * sends the request. Output: the result, or the list of results of a stream. Where there is a card it says where the agent
 * is; the server's address then only says whom its authentication is for.
 */
export function compileA2aCall(task: CallTask, context: TaskContext): Behaviour {
  const pointer = join(context.pointer, 'with');
  const { agentCard, server, method = null, parameters = {} } = task.with ?? {};
  if (agentCard === undefined && server === undefined) {
    context.compiler.find('missing-key', pointer, 'a call of an agent needs its agentCard or its server');
  }
  const values = compileParameters(parameters, join(pointer, 'parameters'), context);
  const card =
    agentCard === undefined ? undefined : compileCard(agentCard, join(pointer, 'agentCard'), context);
  const uri = server === undefined ? undefined : compileEndpoint(server, join(pointer, 'server'), context);
  const credentials = compileAuthentication(
    objectOf(server)['authentication'],
    join(pointer, 'server', 'authentication'),
    context,
  );
  return {
    kind: 'call a2a',
    enter: (activation) => activation.startActivity(),
    effectCompleted: (activation, result) => activation.complete(result),
    request: (activation) => {
      const policy = credentials?.(activation);
      return {
        kind: 'a2a',
        arguments: {
          method,
          parameters: values(activation),
          ...(card === undefined ? {} : { agentCard: card(activation) }),
          ...(uri === undefined ? {} : { server: uri(activation) }),
          ...(policy === undefined ? {} : { authentication: policy }),
        },
      };
    },
    describe: () => ({ call: 'a2a', with: task.with ?? {} }),
  };
}

/** A card that was read when the workflow was applied needs no credentials itself: they are for the agent. */
function compileCard(
  card: Json,
  pointer: string,
  context: TaskContext,
): (activation: Activation) => JsonObject {
  const resource = compileResource(card, pointer, context);
  if (objectOf(own(context.compiler.bindings, pointer))['text'] === undefined) return resource;
  const credentials = compileAuthentication(
    objectOf(objectOf(card)['endpoint'])['authentication'],
    join(pointer, 'endpoint', 'authentication'),
    context,
  );
  return (activation) => {
    const policy = credentials?.(activation);
    return { ...resource(activation), ...(policy === undefined ? {} : { authentication: policy }) };
  };
}

function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}
