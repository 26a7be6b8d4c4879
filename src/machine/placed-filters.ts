import type { EventFilterDefinition, EventStrategyDefinition } from '../dsl/model.ts';
import { join, type Pointer } from '../json/pointer.ts';

/** An event filter and where it stands. */
export interface PlacedFilter {
  readonly definition: EventFilterDefinition;
  readonly pointer: Pointer;
}

/** The filters of a strategy. `any: []` means every event, as in `listen`. */
export function filtersOf(strategy: EventStrategyDefinition, pointer: Pointer): readonly PlacedFilter[] {
  if (strategy.one !== undefined) return [{ definition: strategy.one, pointer: join(pointer, 'one') }];
  const kind = strategy.all === undefined ? 'any' : 'all';
  const list = strategy[kind] ?? [];
  if (kind === 'any' && list.length === 0)
    return [{ definition: { with: {} }, pointer: join(pointer, 'any') }];
  return list.map((definition, index) => ({ definition, pointer: join(pointer, kind, index) }));
}
