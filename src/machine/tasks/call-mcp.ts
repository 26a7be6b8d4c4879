import type { CallTask, DurationDefinition } from '../../dsl/model.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import type { Activation } from '../activation.ts';
import { compileAuthentication } from '../authentication.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { compileEndpoint } from '../uri-template.ts';
import { compileParameters } from './call-parameters.ts';
import { readTexts, requireText, textOf } from './process-input.ts';

type Evaluate = (activation: Activation) => JsonObject;

/** The version that is asked for where the task names none (dsl-reference, "MCP Call"). */
const defaultVersion = '2025-06-18';

/**
 * `call: mcp`. Parameters, addresses and credentials are evaluated here; the `mcp` activity connects to the server,
 * sends the request, and leaves. Output: the result as the server gave it.
 */
export function compileMcpCall(task: CallTask, context: TaskContext): Behaviour {
  const pointer = join(context.pointer, 'with');
  const { protocolVersion, method = null, parameters, timeout, client, transport } = task.with ?? {};
  const { compiler, variables } = context;
  const values = compileParameters(parameters ?? {}, join(pointer, 'parameters'), context);
  const named = compiler.template({ ...objectOf(client) }, join(pointer, 'client'), variables);
  const version = compiler.template(
    protocolVersion ?? defaultVersion,
    join(pointer, 'protocolVersion'),
    variables,
  );
  const delay = isDuration(timeout)
    ? compiler.delay(timeout, join(pointer, 'timeout'), variables)
    : undefined;
  const peer = compileTransport(objectOf(transport), join(pointer, 'transport'), context);
  return {
    kind: 'call mcp',
    enter: (activation) => activation.startActivity(),
    effectCompleted: (activation, result) => activation.complete(result),
    request: (activation) => ({
      kind: 'mcp',
      arguments: {
        protocolVersion: activation.evaluate(version),
        method,
        parameters: values(activation),
        client: activation.evaluate(named),
        transport: peer(activation),
        ...(delay === undefined ? {} : { timeout: activation.after(delay) - activation.now }),
      },
    }),
    describe: () => ({ call: 'mcp', with: task.with ?? {} }),
  };
}

function compileTransport(transport: JsonObject, pointer: string, context: TaskContext): Evaluate {
  const { http, stdio, options } = transport;
  // The DSL names no option, so there is none to honour.
  for (const name of Object.keys(objectOf(options))) {
    context.compiler.unsupported(join(pointer, 'options', name), `The MCP transport option "${name}"`);
  }
  return isObject(http)
    ? compileHttp(http, join(pointer, 'http'), context)
    : compileStdio(objectOf(stdio), join(pointer, 'stdio'), context);
}

function compileHttp(http: JsonObject, pointer: string, context: TaskContext): Evaluate {
  const { endpoint = null, headers = {} } = http;
  const at = join(pointer, 'endpoint');
  const uri = compileEndpoint(endpoint, at, context);
  const policy = isObject(endpoint) ? endpoint['authentication'] : undefined;
  const credentials = compileAuthentication(policy, join(at, 'authentication'), context);
  const given = context.compiler.template(headers, join(pointer, 'headers'), context.variables);
  return (activation) => {
    const authentication = credentials?.(activation);
    return {
      http: {
        uri: uri(activation),
        headers: readTexts('headers', activation.evaluate(given)),
        ...(authentication === undefined ? {} : { authentication }),
      },
    };
  };
}

function compileStdio(stdio: JsonObject, pointer: string, context: TaskContext): Evaluate {
  const template = context.compiler.template(stdio, pointer, context.variables);
  return (activation) => {
    const { command, arguments: argv = [], environment = {} } = objectOf(activation.evaluate(template));
    return {
      stdio: {
        command: requireText('command', command),
        arguments: Array.isArray(argv) ? (argv as readonly Json[]).map(textOf) : [textOf(argv)],
        environment: readTexts('environment', environment),
      },
    };
  };
}

function isDuration(value: Json | undefined): value is Json & DurationDefinition {
  return typeof value === 'string' || isObject(value ?? null);
}

function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}
