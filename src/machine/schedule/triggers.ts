import type { EventStrategyDefinition, ReadAs } from '../../dsl/model.ts';
import type { Compiler } from '../compiler.ts';
import type { Trigger } from '../machine.ts';
import { filtersOf } from '../placed-filters.ts';

/** True where every event that passes a filter starts an instance by itself: nothing has to be collected. */
export function startsAtOnce(strategy: EventStrategyDefinition): boolean {
  if (strategy.all !== undefined || strategy.until !== undefined) return false;
  return filtersOf(strategy, '').every(({ definition }) => definition.correlate === undefined);
}

/** `schedule.on` with `one`, or `any` without `until`: each event that passes starts an instance. */
export function compileTriggers(
  strategy: EventStrategyDefinition,
  read: ReadAs,
  compiler: Compiler,
): readonly Trigger[] {
  return filtersOf(strategy, '/schedule/on').map(({ definition, pointer }) => ({
    filter: compiler.trigger(definition, pointer),
    read,
  }));
}
