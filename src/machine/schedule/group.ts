import type { CloudEvent, EventFilter } from '../../events/index.ts';
import type { Scope } from '../../expressions/index.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { correlated } from '../correlate.ts';

/** Groups that may be open at once, and events that may wait in all of them. */
const maxGroups = 1_000;
const maxEvents = 10_000;

/** Events that were taken for one instance to come. Plain JSON: it is part of the schedule's state. */
export interface Group {
  /** Epoch milliseconds of its first event. */
  readonly since: number;
  /** Correlation values that its events share. */
  readonly bound: JsonObject;
  /** Filters of `all` that have had their event, and those of `until`. */
  readonly met: readonly number[];
  readonly stopped: readonly number[];
  /** What was read of its events, in order of arrival: kept events of several filters may come in any order. */
  readonly taken: readonly { readonly arrival: number; readonly value: Json }[];
}

/** An event, what is read of it, and what its filters may read besides. */
export interface Offer {
  readonly event: CloudEvent;
  readonly arrival: number;
  readonly value: Json;
  readonly scope: Scope;
}

/** One strategy's filters, with the values that their `expect` came to. */
export interface Wanted {
  readonly filters: readonly { readonly filter: EventFilter; readonly expected: JsonObject }[];
  /** One event for each filter, not one for any. */
  readonly all: boolean;
}

/** A group without events yet. */
export function newGroup(now: number): Group {
  return { since: now, bound: {}, met: [], stopped: [], taken: [] };
}

/** The group once it took an event by a filter of `wanted` it still waits for; undefined when it does not take it. */
export function offered(
  group: Group,
  slot: 'met' | 'stopped',
  { filters, all }: Wanted,
  { event, scope }: Offer,
): Group | undefined {
  for (const [index, { filter, expected }] of filters.entries()) {
    if (all && group[slot].includes(index)) continue;
    const bound = correlated(filter, event, scope, { expected, bound: group.bound });
    if (bound !== undefined) return { ...group, bound, [slot]: [...new Set([...group[slot], index])] };
  }
  return undefined;
}

/** The group with the event's value in its place. */
export function withValue(group: Group, { arrival, value }: Offer): Group {
  const taken = [...group.taken, { arrival, value }].sort((one, other) => one.arrival - other.arrival);
  return { ...group, taken };
}

/** What was read of its events. */
export function valuesOf({ taken }: Group): Json[] {
  return taken.map(({ value }) => value);
}

/** A strategy has all that it waits for. */
export function isMet(group: Group, slot: 'met' | 'stopped', { filters, all }: Wanted): boolean {
  return all ? group[slot].length === filters.length : group[slot].length > 0;
}

/** The groups that may stay open: the oldest are given up for the others. */
export function bounded(groups: readonly Group[]): readonly Group[] {
  let events = 0;
  const first = groups.findLastIndex(({ taken }) => {
    events += taken.length;
    return events > maxEvents;
  });
  return groups.slice(Math.max(first + 1, groups.length - maxGroups));
}

/** The groups of a schedule's memory. */
export function groupsOf(memory: JsonObject): readonly Group[] {
  const groups = memory['groups'];
  return Array.isArray(groups) ? groups.flatMap((group: Json) => groupOf(group)) : [];
}

/** Events that wait in a schedule's memory; undefined where it collects none. */
export function countCollected(memory: JsonObject): number | undefined {
  if (memory['groups'] === undefined) return undefined;
  return groupsOf(memory).reduce((sum, { taken }) => sum + taken.length, 0);
}

function groupOf(value: Json): readonly Group[] {
  if (!isObject(value)) return [];
  const { since, bound, met, stopped, taken } = value;
  return [
    {
      since: typeof since === 'number' ? since : 0,
      bound: bound !== undefined && isObject(bound) ? bound : {},
      met: numbers(met),
      stopped: numbers(stopped),
      taken: Array.isArray(taken) ? taken.flatMap((item: Json) => takenOf(item)) : [],
    },
  ];
}

function takenOf(item: Json): Group['taken'] {
  if (!isObject(item) || typeof item['arrival'] !== 'number') return [];
  return [{ arrival: item['arrival'], value: item['value'] ?? null }];
}

function numbers(value: Json | undefined): readonly number[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
}
