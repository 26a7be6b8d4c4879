import { type CloudEvent, correlationText, type EventFilter } from '../events/index.ts';
import type { Scope } from '../expressions/index.ts';
import type { Json, JsonObject } from '../json/json.ts';

/**
 * The correlation values that are bound once a filter takes an event, or undefined when it does not take it. `expected`
 * are values that must come; a correlation without one takes the value bound before, or binds the first that comes.
 */
export function correlated(
  filter: EventFilter,
  event: CloudEvent,
  scope: Scope,
  known: { readonly expected: JsonObject; readonly bound: JsonObject },
): JsonObject | undefined {
  if (!filter.matches(event, scope)) return undefined;
  const bound: Record<string, Json> = { ...known.bound };
  for (const { name, from } of filter.correlate) {
    const value = from(event, scope);
    if (value === null) return undefined;
    const wanted = Object.hasOwn(known.expected, name) ? known.expected[name] : bound[name];
    if (wanted !== undefined && correlationText(wanted) !== correlationText(value)) return undefined;
    bound[name] = value;
  }
  return bound;
}
