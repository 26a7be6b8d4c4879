import type { OperationBinding } from '../../catalog/model.ts';
import type { CallTask } from '../../dsl/model.ts';
import type { CloudEvent } from '../../events/index.ts';
import type { JsonObject } from '../../json/json.ts';
import { join } from '../../json/pointer.ts';
import type { Behaviour } from '../machine.ts';
import type { TaskContext } from '../task-context.ts';
import { compileReception } from './asyncapi-consume.ts';
import { requireMessages } from './asyncapi-messages.ts';
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
  const reception = compileReception(subscription, pointer, context);
  const { consumption } = reception;
  requireMessages(binding, pointer, context);
  const waits = binding.messages.map(({ eventType }) =>
    context.compiler.filter({ with: { type: eventType } }, pointer, context.variables),
  );
  const subscribed = { service: binding.service, channel: binding.address };

  return {
    kind: 'call asyncapi',
    enter(activation) {
      if (reception.metBefore(activation)) {
        activation.complete([]);
        return;
      }
      activation.listen(waits.map(({ subscription: { id } }) => ({ key: id, early: false })));
      reception.begin(activation);
      activation.record('task.waiting', { subscribe: subscribed });
    },
    event(activation, { event, key, arrival }) {
      if (consumption.isClosing(activation) || consumption.holds(activation, arrival)) return;
      const value = messageFrom(event);
      if (!reception.passes(activation, value)) return;
      activation.record('event.matched', { event: { id: event.id, type: event.type, source: event.source } });
      consumption.take(activation, { value, event: { key, arrival } }, false);
    },
    timer(activation) {
      activation.listen([]);
      consumption.close(activation);
    },
    childCompleted: (activation, end) => consumption.roundCompleted(activation, end.output, end.exit),
    describe: () => ({
      subscribe: subscribed,
      with: task.with ?? {},
      ...describeSequence(
        'foreach',
        consumption.first === undefined ? undefined : { first: consumption.first },
      ),
    }),
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
