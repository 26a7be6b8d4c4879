import type { JsonObject } from '../../json/json.ts';
import { actionsOf } from '../action.ts';
import { type Conversion, listOf, type Named } from '../conversion.ts';
import { mergeBranches } from '../merge.ts';
import type { Source } from '../source.ts';
import { type StateConverter, timeoutOf } from './state.ts';

/** An operation state: its actions one after the other, or as branches of a fork. */
export const operation: StateConverter = (state, conversion) => {
  const tasks = performed(state, timeoutOf(state, 'actionExecTimeout', conversion), conversion);
  return single(tasks);
};

/** The actions of something that has an `actionMode`. */
export function performed(holder: Source, timeout: string | undefined, conversion: Conversion): Named[] {
  const mode = holder.get('actionMode').text() ?? 'sequential';
  if (!['sequential', 'parallel'].includes(mode)) {
    holder.get('actionMode').refuse("this should be 'sequential' or 'parallel'");
  }
  const tasks = actionsOf(holder.get('actions'), timeout, conversion);
  if (mode === 'sequential' || tasks.length < 2) return tasks;
  return [{ name: 'actions', task: forkOf(tasks, holder, conversion) }];
}

/** Branches that see the data of before; what each has changed is merged in their order. */
export function forkOf(branches: readonly Named[], holder: Source, conversion: Conversion): JsonObject {
  return conversion.origins.mark(
    { fork: { branches: listOf(branches) }, output: { as: mergeBranches } },
    holder,
  );
}

/** One task for a list: the only one of it, one that does nothing, or a `do`. */
export function single(tasks: readonly Named[]): JsonObject {
  const [first, second] = tasks;
  if (first === undefined) return { set: '${ . }' };
  // Where a task may be skipped, its `then` would be too.
  return second === undefined && first.task['if'] === undefined ? first.task : { do: listOf(tasks) };
}
