import type { EventFilterDefinition } from '../dsl/model.ts';
import type { ExpressionOptions, Scope } from '../expressions/index.ts';
import { fingerprint } from '../json/fingerprint.ts';
import { canonical, type Json } from '../json/json.ts';
import type { CloudEvent } from './cloudevent.ts';
import { type Correlation, compileCorrelations, correlationText } from './correlation.ts';
import { FilterError } from './filter-error.ts';
import { bareScope } from './filter-expression.ts';
import { compileAttribute, compileData, isPlain, type Matcher } from './matcher.ts';

/** A compiled event filter (DSL, "Event Filter"): which events, and which of them belong to this instance. */
export interface EventFilter {
  /** What all waits of this shape share. */
  readonly subscription: Subscription;
  /** Full check of the `with` attributes, instance variables included. Correlation is not part of it. */
  matches(event: CloudEvent, scope: Scope): boolean;
  /** By name of the key; the names are sorted. */
  readonly correlate: readonly Correlation[];
}

/** The part of a filter that needs no instance: what an event is looked up with. */
export interface Subscription {
  /** Fingerprint of the filter's shape: equal texts share one. */
  readonly id: string;
  /** The literal event type, when it is one: what the index looks under first. */
  readonly type: string | undefined;
  /**
   * Every correlation has an `expect`, and there is one: waits carry their values in their key, and events are kept
   * for waits that come later.
   */
  readonly keyed: boolean;
  /** Checks the attributes that need no instance variables. */
  matches(event: CloudEvent, now: number): boolean;
  /** Index key of this event; undefined when it lacks a value that a keyed wait needs. Does not check `matches`. */
  key(event: CloudEvent, now: number): string | undefined;
}

/**
 * Compiles a filter. `options.variables` are the names that an instance offers; `correlate.from` may read none.
 * @throws FilterError with the place inside the definition.
 */
export function compileFilter(definition: EventFilterDefinition, options: ExpressionOptions): EventFilter {
  const attributes = Object.keys(definition.with).map((name) => compileEntry(name, definition, options));
  const correlate = compileCorrelations(definition.correlate, options);
  const all = ({ name, matcher }: Entry, event: CloudEvent, scope: Scope) => {
    const value = Object.hasOwn(event, name) ? event[name] : undefined;
    return value !== undefined && matcher.matches(value, scope);
  };
  const shared = attributes.filter(({ matcher }) => !matcher.needsInstance);
  const keyed = correlate.length > 0 && correlate.every(({ expect }) => expect !== undefined);
  const type = definition.with['type'];
  const id = identify(definition, options, keyed);
  return {
    subscription: {
      id,
      type: typeof type === 'string' && isPlain(type) ? type : undefined,
      keyed,
      matches: (event, now) => shared.every((entry) => all(entry, event, bareScope(now))),
      key(event, now) {
        if (!keyed) return id;
        const scope = bareScope(now);
        const values = correlate.map(({ from }) => from(event, scope));
        return values.includes(null) ? undefined : keyOf(id, values);
      },
    },
    matches: (event, scope) => attributes.every((entry) => all(entry, event, scope)),
    correlate,
  };
}

/**
 * The key under which a wait registers: the subscription's id, and for a keyed one also the values it expects.
 * A wait that expects `null` is never found: an event without the value belongs to nobody.
 */
export function waitKey(filter: EventFilter, expected: Readonly<Record<string, Json>>): string {
  const { id, keyed } = filter.subscription;
  if (!keyed) return id;
  return keyOf(
    id,
    filter.correlate.map(({ name }) => (Object.hasOwn(expected, name) ? expected[name] : null) ?? null),
  );
}

interface Entry {
  readonly name: string;
  readonly matcher: Matcher;
}

function compileEntry(name: string, definition: EventFilterDefinition, options: ExpressionOptions): Entry {
  const path = ['with', name];
  if (!/^([a-z0-9]+|data_base64)$/.test(name)) {
    throw new FilterError(`no event can have an attribute named ${JSON.stringify(name)}`, {
      path,
      hint: 'CloudEvents attribute names have lower-case letters and digits only',
    });
  }
  const value = definition.with[name] ?? null;
  return {
    name,
    matcher: name === 'data' ? compileData(path, value, options) : compileAttribute(path, value, options),
  };
}

/** Two fingerprints, because here nothing compares the real values afterwards: 106 bits. */
function identify(definition: EventFilterDefinition, options: ExpressionOptions, keyed: boolean): string {
  const correlate = definition.correlate ?? {};
  const shape = canonical([
    definition.with,
    Object.fromEntries(Object.keys(correlate).map((name) => [name, correlate[name]?.from ?? null])),
    options.language,
    keyed,
  ]);
  return fingerprint(shape) + fingerprint(`:${shape}`);
}

function keyOf(id: string, values: readonly Json[]): string {
  return `${id}~${fingerprint(canonical(values.map(correlationText)))}`;
}
