import type { EventFilterDefinition } from '../dsl/model.ts';
import type { Expression, ExpressionOptions, Scope } from '../expressions/index.ts';
import { canonical, isObject, type Json } from '../json/json.ts';
import type { CloudEvent } from './cloudevent.ts';
import { compileAt, evaluateOrNull } from './filter-expression.ts';

/** One entry of a filter's `correlate`. */
export interface Correlation {
  readonly name: string;
  /**
   * The event's value; `null` when it has none. `from` sees the event as its structured JSON and, where that gives
   * nothing, its data: `.orderNo` finds `.data.orderNo` unless the event has an attribute of that name.
   */
  from(event: CloudEvent, scope: Scope): Json;
  /** Evaluated once, when the wait is created. Absent: the first value binds. */
  readonly expect?: Expression;
}

/**
 * Correlation values are compared by their text: attributes travel as text in HTTP headers, while an order number in
 * data may be a number. `7` and `"7"` are the same value.
 */
export function correlationText(value: Json): string {
  return typeof value === 'object' && value !== null ? canonical(value) : String(value);
}

/** Compiles a filter's `correlate`, in order of the names. @throws FilterError */
export function compileCorrelations(
  definition: EventFilterDefinition['correlate'] = {},
  options: ExpressionOptions,
): readonly Correlation[] {
  return Object.keys(definition)
    .sort()
    .flatMap((name) => {
      const entry = definition[name];
      return entry === undefined ? [] : [compileCorrelation(name, entry, options)];
    });
}

function compileCorrelation(
  name: string,
  definition: { readonly from: string; readonly expect?: string },
  options: ExpressionOptions,
): Correlation {
  // Every wait of one shape shares the value, so it cannot depend on one instance.
  const from = compileAt(['correlate', name, 'from'], definition.from, { ...options, variables: [] });
  const read = (event: CloudEvent, scope: Scope): Json => {
    const value = evaluateOrNull(from, event, scope);
    if (value !== null || !isObject(event.data)) return value;
    return evaluateOrNull(from, event.data, scope);
  };
  if (definition.expect === undefined) return { name, from: read };
  return {
    name,
    from: read,
    expect: compileAt(['correlate', name, 'expect'], definition.expect, options),
  };
}
