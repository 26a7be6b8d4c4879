import type { EventStrategyDefinition } from '../../dsl/model.ts';
import { type CloudEvent, waitKey } from '../../events/index.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import type { Pointer } from '../../json/pointer.ts';
import type { Activation } from '../activation.ts';
import { correlated } from '../correlate.ts';
import { filtersOf } from '../placed-filters.ts';
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
  const filters = filtersOf(definition, pointer).map((one) =>
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
        const bound = correlated(filter, event, activation.scope(context.variables), {
          expected: expectedBy(activation, slot, index),
          bound: remembered(activation, 'bound'),
        });
        if (bound === undefined) continue;
        const now = [...met, index];
        activation.remember({ ...activation.memory, bound, [slot]: { ...state, met: needsAll ? now : [] } });
        return !needsAll || now.length === filters.length ? 'satisfied' : 'taken';
      }
      return 'ignored';
    },
  };
}

function expectedBy(activation: Activation, slot: string, index: number): JsonObject {
  const { expected } = remembered(activation, slot);
  return objectOf(Array.isArray(expected) ? (expected[index] ?? null) : null);
}

function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}
