import type { EventStrategyDefinition, ListenTask, ReadAs } from '../../dsl/model.ts';
import type { CloudEvent } from '../../events/index.ts';
import { type Json, toJson } from '../../json/json.ts';
import { join, type Pointer } from '../../json/pointer.ts';
import type { Activation } from '../activation.ts';
import type { Behaviour, Formula } from '../machine.ts';
import { readEvent } from '../read-event.ts';
import type { Stimulus } from '../stimulus.ts';
import type { TaskContext } from '../task-context.ts';
import { isTrue } from '../truth.ts';
import { compileConsumption, remembered } from './consume.ts';
import { describeSequence } from './describe.ts';
import { compileStrategy, type Strategy } from './strategy.ts';

type EventStimulus = Extract<Stimulus, { kind: 'event' }>;

/**
 * `listen`: waits for events and takes them, one at a time, in order of arrival. The output is always an array.
 *
 * `one`, and `any` without `until`, take a single event; `all` one for each filter; `any` with `until` goes on until
 * the expression over the output so far holds, or until the `until` events have come (they are not in the output).
 */
export function compileListen(task: ListenTask, context: TaskContext): Behaviour {
  const { to } = task.listen;
  const read: ReadAs = task.listen.read ?? 'data';
  const pointer = join(context.pointer, 'listen', 'to');
  const strategy = compileStrategy(to, pointer, 'wanted', context);
  const until = compileUntil(to.until, join(pointer, 'until'), context);
  const consumption = compileConsumption(task.foreach, context.pointer, context, (activation, taken) =>
    until.condition === undefined ? false : isTrue(activation.evaluate(until.condition, taken)),
  );
  const repeats = to.until !== undefined;

  /** The `until` events come first: they are not in the output, even where they would pass as wanted too. */
  function stops(activation: Activation, { key, event, arrival }: EventStimulus): boolean {
    const outcome = until.strategy?.offer(activation, event) ?? 'ignored';
    if (outcome === 'ignored') return false;
    activation.consumed(key, arrival);
    activation.record('event.matched', described(event));
    if (outcome === 'satisfied') {
      activation.listen([]);
      consumption.close(activation);
    }
    return true;
  }

  return {
    kind: 'listen',
    enter(activation) {
      activation.remember({ ...strategy.begin(activation), ...until.strategy?.begin(activation) });
      const waits = [...strategy.waits(activation), ...(until.strategy?.waits(activation) ?? [])];
      if (waits.length === 0) {
        activation.complete([]);
        return;
      }
      activation.listen(waits);
      const expected = strategy.expected(activation);
      const known = expected.some((values) => Object.keys(values).length > 0);
      activation.record('task.waiting', { listen: toJson(to), ...(known ? { expected } : {}) });
    },
    event(activation, stimulus) {
      const { event } = stimulus;
      if (consumption.isClosing(activation) || consumption.holds(activation, stimulus.arrival)) return;
      if (stops(activation, stimulus)) return;
      const outcome = strategy.offer(activation, event);
      if (outcome === 'ignored') return;
      const correlation = remembered(activation, 'bound');
      const correlated = Object.keys(correlation).length > 0;
      activation.record('event.matched', { ...described(event), ...(correlated ? { correlation } : {}) });
      const last = outcome === 'satisfied' && !repeats;
      if (last) activation.listen([]);
      const { key, arrival } = stimulus;
      consumption.take(activation, { value: readEvent(event, read), event: { key, arrival } }, last);
    },
    childCompleted: (activation, end) => consumption.roundCompleted(activation, end.output, end.exit),
    describe: () => ({
      to: toJson(to),
      read,
      ...describeSequence(
        'foreach',
        consumption.first === undefined ? undefined : { first: consumption.first },
      ),
    }),
  };
}

function compileUntil(
  until: EventStrategyDefinition['until'],
  pointer: Pointer,
  context: TaskContext,
): { readonly condition?: Formula; readonly strategy?: Strategy } {
  if (until === undefined) return {};
  if (typeof until === 'string') {
    return { condition: context.compiler.expression(until, pointer, context.variables) };
  }
  return { strategy: compileStrategy(until, pointer, 'stop', context) };
}

function described(event: CloudEvent): { readonly event: Json } {
  return { event: { id: event.id, type: event.type, source: event.source } };
}
