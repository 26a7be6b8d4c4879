import type { OperationBinding } from '../../catalog/model.ts';
import type { CallTask, DurationDefinition, SubscriptionIteratorDefinition } from '../../dsl/model.ts';
import type { CloudEvent } from '../../events/index.ts';
import { ExpressionError } from '../../expressions/index.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import type { Activation } from '../activation.ts';
import type { Behaviour, Delay, Formula } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { isTrue } from '../truth.ts';
import { requireMessages } from './asyncapi-messages.ts';
import { compileConsumption } from './consume.ts';
import { describeSequence } from './describe.ts';

/**
 * Takes messages from an operation's channel: events of its messages' types that pass the subscription's filter, in
 * order of arrival, until the consumption policy is met: `amount` of them, as long as `while` holds after one, or
 * until `until` holds before the next; `for` ends it in any case. Output: an array of `{payload, headers,
 * correlationId?}`, or of what `foreach` makes of them.
 */
export function compileSubscribe(
  task: CallTask,
  subscription: JsonObject,
  binding: OperationBinding,
  context: TaskContext,
): Behaviour {
  const pointer = join(context.pointer, 'with', 'subscription');
  const policy = compilePolicy(subscription['consume'], join(pointer, 'consume'), context);
  requireMessages(binding, pointer, context);
  const { filter } = subscription;
  const wanted =
    typeof filter === 'string'
      ? context.compiler.expression(filter, join(pointer, 'filter'), context.variables)
      : undefined;
  const waits = binding.messages.map(({ eventType }) =>
    context.compiler.filter({ with: { type: eventType } }, pointer, context.variables),
  );
  const iterator = iteratorOf(subscription['foreach']);
  const consumption = compileConsumption(iterator, pointer, context, policy.enough);

  return {
    kind: 'call asyncapi',
    enter(activation) {
      if (policy.metBefore(activation)) {
        activation.complete([]);
        return;
      }
      activation.listen(waits.map(({ subscription: { id } }) => ({ key: id, early: false })));
      if (policy.limit !== undefined) activation.setTimer('for', activation.after(policy.limit));
      activation.record('task.waiting', {
        subscribe: { service: binding.service, channel: binding.address },
      });
    },
    event(activation, stimulus) {
      const { event, arrival } = stimulus;
      if (consumption.isClosing(activation) || consumption.holds(activation, arrival)) return;
      const message = messageFrom(event);
      if (wanted !== undefined && !passes(activation, wanted, message)) return;
      activation.record('event.matched', { event: { id: event.id, type: event.type, source: event.source } });
      consumption.take(activation, { ...stimulus, value: message }, false);
    },
    timer(activation) {
      activation.listen([]);
      consumption.close(activation);
    },
    childCompleted: (activation, end) => consumption.roundCompleted(activation, end.output, end.exit),
    describe: () => ({
      subscribe: { service: binding.service, channel: binding.address },
      with: task.with ?? {},
      ...describeSequence(
        'foreach',
        consumption.first === undefined ? undefined : { first: consumption.first },
      ),
    }),
  };
}

/** As in an event filter, an expression that fails on a message does not match it. */
function passes(activation: Activation, filter: Formula, message: Json): boolean {
  try {
    return isTrue(activation.evaluate(filter, message));
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

interface Policy {
  readonly limit?: Delay;
  enough(activation: Activation, taken: readonly Json[]): boolean;
  metBefore(activation: Activation): boolean;
}

function compilePolicy(value: Json | undefined, pointer: string, context: TaskContext): Policy {
  const policy = value !== undefined && isObject(value) ? value : {};
  const { amount, for: limit } = policy;
  const formula = (name: 'while' | 'until'): Formula | undefined => {
    const text = policy[name];
    return typeof text === 'string'
      ? context.compiler.expression(text, join(pointer, name), context.variables)
      : undefined;
  };
  const whileTrue = formula('while');
  const until = formula('until');
  return {
    ...(isDuration(limit)
      ? { limit: context.compiler.delay(limit, join(pointer, 'for'), context.variables) }
      : {}),
    enough(activation, taken) {
      if (typeof amount === 'number') return taken.length >= amount;
      if (whileTrue !== undefined) return !isTrue(activation.evaluate(whileTrue, taken));
      return until !== undefined && isTrue(activation.evaluate(until, taken));
    },
    metBefore(activation) {
      if (typeof amount === 'number') return amount <= 0;
      return until !== undefined && isTrue(activation.evaluate(until, []));
    },
  };
}

function messageFrom(event: CloudEvent): JsonObject {
  const { data, data_base64, ...headers } = event;
  const { correlationid } = headers;
  return {
    payload: data ?? data_base64 ?? null,
    headers,
    ...(typeof correlationid === 'string' ? { correlationId: correlationid } : {}),
  };
}

function isDuration(value: Json | undefined): value is DurationDefinition & Json {
  return typeof value === 'string' || (value !== undefined && isObject(value));
}

function iteratorOf(value: Json | undefined): SubscriptionIteratorDefinition | undefined {
  return value !== undefined && isObject(value) ? value : undefined;
}
