import type { Json, JsonObject } from '../json/json.ts';
import { attributesInCommon, type Conversion } from './conversion.ts';
import type { Merging } from './merge.ts';
import type { Source } from './source.ts';

const eventKeys = ['name', 'source', 'type', 'kind', 'correlation', 'dataOnly', 'metadata'];

/** An event of the workflow's `events`, read. */
export interface EventDefinition {
  readonly source: Source;
  readonly type: string;
  /** Attributes that an event must have, with their values. */
  readonly attributes: Readonly<Record<string, Json>>;
  /** Attributes in whose values related events agree. */
  readonly common: readonly string[];
  readonly dataOnly: boolean;
}

/** The definition of a consumed event by its name. */
export function consumed(name: Source, conversion: Conversion): EventDefinition | undefined {
  const source = conversion.find('events', name);
  if (source === undefined) return undefined;
  source.only('an event', eventKeys);
  if (source.get('kind').value === 'produced') {
    name.refuse(`'${name.text()}' is an event that the workflow produces, so it cannot wait for it`);
  }
  const type = source.required('type');
  const from = source.required('source');
  const attributes: Record<string, Json> = { source: from, type };
  for (const rule of source.get('correlation').items()) {
    rule.only('a correlation', ['contextAttributeName', 'contextAttributeValue']);
    const attribute = rule.required('contextAttributeName').toLowerCase();
    const value = rule.get('contextAttributeValue');
    if (value.present) attributes[attribute] = conversion.template(value);
  }
  return {
    source,
    type,
    attributes,
    common: attributesInCommon(source),
    dataOnly: source.get('dataOnly').flag(true),
  };
}

/**
 * A filter of the new workflow. Related events agree in the attributes of their correlation: with those of the event
 * that started the instance, where it has them, else with each other in one wait.
 */
export function filterOf(
  event: EventDefinition,
  conversion: Conversion,
  place: 'listen' | 'start',
): JsonObject {
  const { source, attributes, common } = event;
  const literal = Object.entries(attributes).map(([key, value]): [string, Json] => [key, exactly(value)]);
  const correlate = common.map((name): [string, Json] => {
    const expect =
      place === 'listen' && conversion.shared.has(name)
        ? { expect: `\${ $context.correlation.${name} }` }
        : {};
    return [name, { from: `\${ .${name} }`, ...expect }];
  });
  return conversion.origins.mark(
    {
      with: Object.fromEntries(literal),
      ...(correlate.length === 0 ? {} : { correlate: Object.fromEntries(correlate) }),
    },
    source,
  );
}

/** Texts of 1.0 that hold these characters are regular expressions; those of 0.8 never are. */
function exactly(value: Json): Json {
  if (typeof value !== 'string' || value.startsWith('${') || !/[*+?^$[\](){}|\\]/.test(value)) return value;
  return value.replace(/[.*+?^$[\](){}|\\/-]/g, '\\$&');
}

/** jq that tells whether `.`, an event as a whole, is this one. */
export function isEvent({ attributes }: EventDefinition): string {
  return Object.entries(attributes)
    .map(([key, value]) => {
      const expression = typeof value === 'string' ? /^\$\{(.*)\}$/s.exec(value)?.[1] : undefined;
      return `.${key} == ${expression === undefined ? JSON.stringify(value) : `(${expression.trim()})`}`;
    })
    .join(' and ');
}

/**
 * What an `eventDataFilter` merges into the data, of a whole event; undefined where nothing of it is used. The filter's
 * `data` sees the event's data, or with `dataOnly: false` the whole event.
 */
export function eventMerging(
  filter: Source,
  events: readonly EventDefinition[],
  conversion: Conversion,
): Merging | undefined {
  filter.only('an eventDataFilter', ['useData', 'data', 'toStateData']);
  if (!filter.get('useData').flag(true)) return undefined;
  const data = filter.get('data');
  const place = filter.get('toStateData');
  const whole = events.some(({ dataOnly }) => !dataOnly);
  if (whole && events.some(({ dataOnly }) => dataOnly)) {
    filter.refuse('events with and without dataOnly have one filter here', 'give each its own onEvents');
  }
  const selected = data.present ? conversion.jq(data) : undefined;
  return {
    value:
      whole && selected !== undefined ? selected : selected === undefined ? '.data' : `.data | ${selected}`,
    ...(place.present ? { place: conversion.jq(place) } : {}),
  };
}

/** An `emit` task for `produceEvents` and `eventRef`. Without `data` the event has none. */
export function emitTask(
  from: Source,
  reference: Source,
  data: Source,
  conversion: Conversion,
  seen?: string,
): JsonObject | undefined {
  const source = conversion.find('events', reference);
  if (source === undefined) return undefined;
  source.only('an event', eventKeys);
  if (source.get('kind').value !== 'produced') {
    reference.refuse(
      `'${reference.text()}' is an event that the workflow consumes`,
      "give it 'kind: produced'",
    );
  }
  const attributes = from
    .get('contextAttributes')
    .entries()
    .map(([name, value]): [string, Json] => [name.toLowerCase(), conversion.template(value, seen)]);
  const origin = source.get('source').text();
  return conversion.origins.mark(
    {
      emit: {
        event: {
          with: {
            ...(origin === undefined ? {} : { source: origin }),
            type: source.required('type'),
            ...Object.fromEntries(attributes),
            ...(data.present ? { data: conversion.template(data, seen) } : {}),
          },
        },
      },
    },
    from,
  );
}
