import type { CallTask } from '../../dsl/model.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import { WorkflowError } from '../../problem/problem.ts';
import type { Activation } from '../activation.ts';
import { compileAuthentication } from '../authentication.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { compileEndpoint } from '../uri-template.ts';

/**
 * `call: http`. The request is evaluated here, before anything is sent, so that a bad expression faults the task; the
 * `http` activity sends it. Output: the content, its base64 (`raw`), or the whole exchange (`response`).
 */
export function compileHttpCall(task: CallTask, context: TaskContext): Behaviour {
  const pointer = join(context.pointer, 'with');
  const { method, endpoint, headers, query, body, output, redirect } = task.with ?? {};
  const part = (name: string, value: Json | undefined) =>
    value === undefined
      ? undefined
      : context.compiler.template(value, join(pointer, name), context.variables);
  const uri = compileEndpoint(endpoint ?? null, join(pointer, 'endpoint'), context);
  const configured = isObject(endpoint ?? null) ? (endpoint as JsonObject)['authentication'] : undefined;
  const authentication = compileAuthentication(
    configured,
    join(pointer, 'endpoint', 'authentication'),
    context,
  );
  const parts = { headers: part('headers', headers), query: part('query', query), body: part('body', body) };
  const verb = part('method', method);

  function evaluated(activation: Activation): JsonObject {
    const values = Object.entries(parts).flatMap(([name, template]): [string, Json][] =>
      template === undefined ? [] : [[name, activation.evaluate(template)]],
    );
    const credentials = authentication?.(activation);
    return {
      method: verb === undefined ? 'GET' : text(activation.evaluate(verb), 'method'),
      uri: uri(activation),
      ...Object.fromEntries(values),
      output: output ?? 'content',
      redirect: redirect ?? false,
      ...(credentials === undefined ? {} : { authentication: credentials }),
    };
  }

  return {
    kind: 'call http',
    enter: (activation) => activation.startActivity(),
    effectCompleted: (activation, result) => activation.complete(result),
    request: (activation) => ({ kind: 'http', arguments: evaluated(activation) }),
    describe: () => ({ call: 'http', with: task.with ?? {} }),
  };
}

function text(value: Json, name: string): string {
  if (typeof value === 'string' && value !== '') return value.toUpperCase();
  throw WorkflowError.of(
    'expression',
    `Not a ${name}`,
    `"${name}" must be a text, not ${JSON.stringify(value).slice(0, 200)}`,
  );
}
