import type { BrokerBinding, OperationBinding } from '../../catalog/model.ts';
import type { CallTask } from '../../dsl/model.ts';
import { isObject, type Json, type JsonObject, toJson } from '../../json/json.ts';
import { join, type Pointer } from '../../json/pointer.ts';
import type { Activation } from '../activation.ts';
import { compileAuthentication } from '../authentication.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { compileReception } from './asyncapi-consume.ts';
import { compileChoice } from './asyncapi-messages.ts';
import { hasHeaders, isSpoken, spokenProtocols, warnOfBindings } from './asyncapi-protocols.ts';
import { describeSequence } from './describe.ts';
import { eventFrom } from './emit.ts';
import { refused } from './refused.ts';

interface BrokerCall {
  readonly task: CallTask;
  readonly binding: OperationBinding;
  readonly broker: BrokerBinding;
  readonly context: TaskContext;
}

/**
 * `call: asyncapi` over a foreign broker, which the call chose by `server` or `protocol`. The request is evaluated here;
 * the `asyncapi` activity speaks with the broker.
 */
export function compileBrokerCall(call: BrokerCall): Behaviour {
  const { task, binding, broker, context } = call;
  const pointer = join(context.pointer, 'with');
  const { server, message, subscription } = task.with ?? {};
  const chosenBy = join(pointer, server === undefined ? 'protocol' : 'server');
  if (!isSpoken(broker.protocol)) {
    const hint = `there is ${spokenProtocols.join(', ')}`;
    return refused(context, chosenBy, `The protocol "${broker.protocol}" of an AsyncAPI call`, hint);
  }
  warnOfBindings(binding, broker, chosenBy, context);
  checkVariables(call, pointer);
  if (isObject(subscription)) return compileSubscription(call, subscription);
  const given = isObject(message) ? message : {};
  if (given['headers'] !== undefined && !hasHeaders(broker.protocol)) {
    const hint = broker.protocol === 'mqtt' ? 'MQTT 5 has them: choose "protocol: mqtt5"' : undefined;
    const what = `"headers" of a message over ${broker.protocol}, which has none,`;
    return refused(context, join(pointer, 'message', 'headers'), what, hint);
  }
  return compilePublication(call, given);
}

/** Publishes one message; the output is the task's input, once the broker has acknowledged the message. */
function compilePublication(call: BrokerCall, message: JsonObject): Behaviour {
  const { task, binding, context } = call;
  const pointer = join(context.pointer, 'with', 'message');
  const { payload, headers = {} } = message;
  const { compiler, variables } = context;
  const body =
    payload === undefined ? undefined : compiler.template(payload, join(pointer, 'payload'), variables);
  const head = compiler.template(headers, join(pointer, 'headers'), variables);
  const messageOf = compileChoice(binding, pointer, context);
  const place = compilePlace(call);

  function messageRequest(activation: Activation): JsonObject {
    const data = body === undefined ? activation.data : activation.evaluate(body);
    const { contentType, envelope, eventType, correlationId, bindings = {} } = messageOf(data);
    const datacontenttype = contentType;
    return {
      ...(envelope === true
        ? {
            payload: eventFrom(activation, { type: eventType, datacontenttype, data }),
            contentType: 'application/cloudevents+json',
          }
        : { payload: data, contentType }),
      headers: activation.evaluate(head),
      bindings,
      ...(correlationId === undefined ? {} : { correlationId }),
    };
  }

  return {
    kind: 'call asyncapi',
    enter: (activation) => activation.startActivity(),
    effectCompleted: (activation) => activation.complete(activation.data),
    request: (activation) => ({
      kind: 'asyncapi',
      arguments: { ...place(activation), message: messageRequest(activation) },
    }),
    describe: () => ({ publish: described(call), with: task.with ?? {} }),
  };
}

/**
 * Holds a subscription open while the task waits. Each message comes as a stimulus of its own, and only when the one
 * before it is worked off, so the policy is as exact as with events. Output: as that of `compileSubscribe`.
 */
function compileSubscription(call: BrokerCall, subscription: JsonObject): Behaviour {
  const { task, binding, context } = call;
  const pointer = join(context.pointer, 'with', 'subscription');
  const reception = compileReception(subscription, pointer, context);
  const { consumption } = reception;
  const place = compilePlace(call);
  const shapes = binding.messages.map(({ contentType, envelope = false, correlationId }) => ({
    contentType: envelope ? 'application/cloudevents+json' : contentType,
    ...(correlationId === undefined ? {} : { correlationId }),
  }));
  return {
    kind: 'call asyncapi',
    enter(activation) {
      if (reception.metBefore(activation)) {
        activation.complete([]);
        return;
      }
      activation.startActivity({ subscription: true });
      reception.begin(activation);
      activation.record('task.waiting', { subscribe: described(call) });
    },
    message(activation, message) {
      if (consumption.isClosing(activation) || !reception.passes(activation, message)) return;
      activation.record('event.matched', { message: described(call) });
      consumption.take(activation, { value: message }, false);
    },
    timer: (activation) => consumption.close(activation),
    childCompleted: (activation, end) => consumption.roundCompleted(activation, end.output, end.exit),
    request: (activation) => ({
      kind: 'asyncapi',
      arguments: { ...place(activation), messages: shapes },
    }),
    describe: () => ({
      subscribe: described(call),
      with: task.with ?? {},
      ...describeSequence(
        'foreach',
        consumption.first === undefined ? undefined : { first: consumption.first },
      ),
    }),
  };
}

function described({ binding, broker }: BrokerCall): JsonObject {
  return { service: binding.service, server: broker.server.name, channel: binding.address };
}

/** Where the message goes to or comes from, and as whom. */
function compilePlace({
  task,
  binding,
  broker,
  context,
}: BrokerCall): (activation: Activation) => JsonObject {
  const pointer = join(context.pointer, 'with');
  const { authentication } = task.with ?? {};
  const credentials = compileAuthentication(authentication, join(pointer, 'authentication'), context);
  const values = context.compiler.template(
    variablesOf(task),
    join(pointer, 'server', 'variables'),
    context.variables,
  );
  const place = { broker: toJson(broker), address: binding.address };
  return (activation) => {
    const policy = credentials?.(activation);
    return {
      ...place,
      variables: activation.evaluate(values),
      ...(policy === undefined ? {} : { authentication: policy }),
    };
  };
}

function variablesOf(task: CallTask): Json {
  const server = task.with?.['server'];
  return (isObject(server) ? server['variables'] : undefined) ?? {};
}

/** Variables that nobody knows, and those without a value, are told when the workflow is applied. */
function checkVariables({ task, binding, broker, context }: BrokerCall, pointer: Pointer): void {
  const given = variablesOf(task);
  const { server, parameters } = broker;
  const known = { ...server.variables, ...parameters };
  const at = join(pointer, 'server', 'variables');
  for (const name of Object.keys(isObject(given) ? given : {})) {
    if (Object.hasOwn(known, name)) continue;
    const names = Object.keys(known);
    context.compiler.find(
      'unknown-variable',
      join(at, name),
      `neither server "${server.name}" nor channel "${binding.channel}" of ${binding.service} has a variable "${name}"`,
      names.length === 0 ? undefined : `there is ${names.map((one) => `"${one}"`).join(', ')}`,
    );
  }
  for (const [name, variable] of Object.entries(server.variables ?? {})) {
    if (variable.default !== undefined || (isObject(given) && Object.hasOwn(given, name))) continue;
    context.compiler.find(
      'missing-variable',
      join(pointer, 'server' in (task.with ?? {}) ? 'server' : 'protocol'),
      `the variable "${name}" of server "${server.name}" in ${binding.service} has no default`,
      'give it a value in server.variables',
    );
  }
}
