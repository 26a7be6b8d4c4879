import type { EventFilterDefinition, EventStrategyDefinition } from '../../dsl/model.ts';
import { type CloudEvent, correlationText, type EventFilter, waitKey } from '../../events/index.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { join, type Pointer } from '../../json/pointer.ts';
import type { Activation } from '../activation.ts';
import type { TaskContext } from '../task-context.ts';
import { remembered } from './consume.ts';

/**
 * A compiled consumption strategy (`one`, `any`, `all`): which keys to wait under, and what an event means for it.
 * State in the frame's memory, under the strategy's slot: `expected` (values of `expect`, per filter, evaluated when
 * the wait begins), `met` (filters of `all` that have had their event). Outside the slots, shared by all filters of the
 * activation: `bound` (first value taken for correlations without `expect`).
 */
export interface Strategy {
  begin(activation: Activation): JsonObject;
  waits(activation: Activation): readonly { readonly key: string; readonly early: boolean }[];
  /** The values that events must carry, for each filter, where they are known. */
  expected(activation: Activation): readonly JsonObject[];
  /** Takes note of an event. `satisfied`: the strategy has all it waits for. */
  offer(activation: Activation, event: CloudEvent): 'ignored' | 'taken' | 'satisfied';
}

export function compileStrategy(
  definition: EventStrategyDefinition,
  pointer: Pointer,
  slot: string,
  context: TaskContext,
): Strategy {
  const needsAll = definition.all !== undefined;
  const filters = placed(definition, pointer).map((one) =>
    context.compiler.filter(one.definition, one.pointer, context.variables),
  );

  return {
    begin(activation) {
      const expected = filters.map((filter) =>
        Object.fromEntries(
          filter.correlate.flatMap(({ name, expect }) =>
            expect === undefined ? [] : [[name, activation.evaluate(expect)]],
          ),
        ),
      );
      return { [slot]: { expected, met: [] } };
    },
    waits: (activation) =>
      filters.map((filter, index) => ({
        key: waitKey(filter, expectedBy(activation, slot, index)),
        early: filter.subscription.keyed,
      })),
    expected: (activation) => filters.map((_, index) => expectedBy(activation, slot, index)),
    offer(activation, event) {
      const state = remembered(activation, slot);
      const met = Array.isArray(state['met']) ? state['met'] : [];
      for (const [index, filter] of filters.entries()) {
        if (needsAll && met.includes(index)) continue;
        const bound = accepts(activation, filter, { index, slot, event, variables: context.variables });
        if (bound === undefined) continue;
        const now = [...met, index];
        activation.remember({ ...activation.memory, bound, [slot]: { ...state, met: needsAll ? now : [] } });
        return !needsAll || now.length === filters.length ? 'satisfied' : 'taken';
      }
      return 'ignored';
    },
  };
}

/** Filters with their pointers. `any: []` means every event. */
function placed(
  definition: EventStrategyDefinition,
  pointer: Pointer,
): readonly { readonly definition: EventFilterDefinition; readonly pointer: Pointer }[] {
  if (definition.one !== undefined) return [{ definition: definition.one, pointer: join(pointer, 'one') }];
  const kind = definition.all === undefined ? 'any' : 'all';
  const list = definition[kind] ?? [];
  if (kind === 'any' && list.length === 0)
    return [{ definition: { with: {} }, pointer: join(pointer, 'any') }];
  return list.map((filter, index) => ({ definition: filter, pointer: join(pointer, kind, index) }));
}

/** The correlation values bound once the event is taken, or undefined when the filter does not take it. */
function accepts(
  activation: Activation,
  filter: EventFilter,
  offer: {
    readonly index: number;
    readonly slot: string;
    readonly event: CloudEvent;
    readonly variables: readonly string[];
  },
): JsonObject | undefined {
  const { index, slot, event } = offer;
  const scope = activation.scope(offer.variables);
  if (!filter.matches(event, scope)) return undefined;
  const expected = expectedBy(activation, slot, index);
  const bound: Record<string, Json> = { ...remembered(activation, 'bound') };
  for (const { name, from } of filter.correlate) {
    const value = from(event, scope);
    if (value === null) return undefined;
    const wanted = Object.hasOwn(expected, name) ? expected[name] : bound[name];
    if (wanted !== undefined && correlationText(wanted) !== correlationText(value)) return undefined;
    bound[name] = value;
  }
  return bound;
}

function expectedBy(activation: Activation, slot: string, index: number): JsonObject {
  const { expected } = remembered(activation, slot);
  return objectOf(Array.isArray(expected) ? (expected[index] ?? null) : null);
}

function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}
