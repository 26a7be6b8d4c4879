import type { EventFilterDefinition, ScheduleDefinition } from '../dsl/model.ts';
import type { Compiler } from './compiler.ts';
import type { Trigger } from './machine.ts';

/** What starts instances by itself: for now events, one at a time (`schedule.on` with `one`, or `any` without `until`). */
export function compileTriggers(schedule: ScheduleDefinition | undefined, compiler: Compiler): Trigger[] {
  if (schedule === undefined) return [];
  if (schedule.every !== undefined) compiler.unsupported('/schedule/every', 'A schedule by interval');
  if (schedule.cron !== undefined) compiler.unsupported('/schedule/cron', 'A cron schedule');
  if (schedule.after !== undefined) compiler.unsupported('/schedule/after', 'A schedule after completion');
  if (schedule.on === undefined) return [];
  if (schedule.on.all !== undefined) {
    compiler.unsupported('/schedule/on/all', 'Starting when all of several events have come');
  }
  if (schedule.on.until !== undefined)
    compiler.unsupported('/schedule/on/until', 'Collecting events before the start');
  const read = schedule.read ?? 'data';
  const filters =
    schedule.on.one !== undefined
      ? [{ definition: schedule.on.one, pointer: '/schedule/on/one' }]
      : anyOf(schedule.on.any ?? []).map((definition, index) => ({
          definition,
          pointer: `/schedule/on/any/${index}`,
        }));
  return filters.map(({ definition, pointer }) => {
    if (definition.correlate !== undefined)
      compiler.unsupported(`${pointer}/correlate`, 'Correlation of start events');
    return { filter: compiler.trigger(definition, pointer), read };
  });
}

/** `any: []` means every event, as in `listen`. */
function anyOf(filters: readonly EventFilterDefinition[]): readonly EventFilterDefinition[] {
  return filters.length === 0 ? [{ with: {} }] : filters;
}
