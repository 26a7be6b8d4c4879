import type { EventStrategyDefinition, ReadAs } from '../../dsl/model.ts';
import { type Subscription, waitKey } from '../../events/index.ts';
import { ExpressionError } from '../../expressions/index.ts';
import { isObject, type Json, type JsonObject, toJson } from '../../json/json.ts';
import type { Pointer } from '../../json/pointer.ts';
import type { Activation } from '../activation.ts';
import type { Compiler } from '../compiler.ts';
import { tellsOf } from '../lifecycle-events.ts';
import type { Behaviour, Formula } from '../machine.ts';
import { filtersOf } from '../placed-filters.ts';
import { readEvent } from '../read-event.ts';
import { scheduledBy } from '../schedule-name.ts';
import { isTrue } from '../truth.ts';
import { startPointer } from './clock.ts';
import {
  bounded,
  type Group,
  groupsOf,
  isMet,
  newGroup,
  type Offer,
  offered,
  valuesOf,
  type Wanted,
  withValue,
} from './group.ts';

/** Milliseconds that a group waits for its other events: 24 hours. */
const groupLifetime = 24 * 60 * 60 * 1000;

/**
 * `schedule.on` with `all`, `until` or `correlate`: events are collected in groups, and a group that has all it waits
 * for starts an instance whose input is what was read of its events. An event goes to the oldest group that takes it
 * (each is used once); one that none takes opens a group. Events of `until` open none and are not in the input.
 *
 *   open ─event─► open ─the last one─► start an instance
 *     └─ older than a day, or the oldest of too many ─► given up, which the log tells
 */
export function compileCollection(
  strategy: EventStrategyDefinition,
  read: ReadAs,
  compiler: Compiler,
): { readonly behaviour: Behaviour; readonly subscriptions: readonly Subscription[] } {
  const wanted = compileWanted(strategy, '/schedule/on', compiler);
  const { until } = strategy;
  const condition =
    typeof until === 'string' ? compiler.expression(until, '/schedule/on/until', []) : undefined;
  const stop =
    until === undefined || typeof until === 'string'
      ? undefined
      : compileWanted(until, '/schedule/on/until', compiler);
  const sides = stop === undefined ? [wanted] : [wanted, stop];

  /** The group after the event, where it takes it; `complete` when it has all it waits for. */
  function take(group: Group, activation: Activation, offer: Offer): Taken | undefined {
    if (stop !== undefined && group.taken.length > 0) {
      const stops = resolved(stop, activation, 'stop');
      const stopped = offered(group, 'stopped', stops, offer);
      if (stopped !== undefined) return { group: stopped, complete: isMet(stopped, 'stopped', stops) };
    }
    const wants = resolved(wanted, activation, 'wanted');
    const found = offered(group, 'met', wants, offer);
    if (found === undefined) return undefined;
    const next = withValue(found, offer);
    if (until === undefined) return { group: next, complete: isMet(next, 'met', wants) };
    return { group: next, complete: condition !== undefined && holds(condition, activation, next) };
  }

  return {
    subscriptions: sides.flatMap(({ filters }) => filters.map(({ filter }) => kept(filter.subscription))),
    behaviour: {
      kind: 'schedule',
      enter(activation) {
        activation.remember({
          groups: [],
          wanted: expectations(wanted, activation),
          ...(stop === undefined ? {} : { stop: expectations(stop, activation) }),
        });
        const keys = [
          ...resolved(wanted, activation, 'wanted').filters,
          ...(stop === undefined ? [] : resolved(stop, activation, 'stop').filters),
        ].map(({ filter, expected }) => ({ key: keyOf(waitKey(filter, expected)), early: true }));
        activation.listen(keys);
        activation.record('task.waiting', { listen: toJson(strategy) });
      },
      event(activation, { key, event, arrival }) {
        if (tellsOf(event, scheduledBy(activation.definition) ?? activation.definition)) return;
        const stored = groupsOf(activation.memory);
        const oldest = activation.now - groupLifetime;
        const open = stored.filter(({ since }) => since > oldest);
        const offer = { event, arrival, value: readEvent(event, read), scope: activation.scope([]) };
        for (const group of [...open, newGroup(activation.now)]) {
          const taken = take(group, activation, offer);
          if (taken === undefined) continue;
          activation.consumed(key, arrival);
          activation.record('event.matched', {
            event: { id: event.id, type: event.type, source: event.source },
          });
          const kept = taken.complete ? [] : [taken.group];
          const at = open.indexOf(group);
          const groups = at < 0 ? [...open, ...kept] : [...open.slice(0, at), ...kept, ...open.slice(at + 1)];
          const few = bounded(groups);
          tellDropped(
            activation,
            stored.filter((group) => !open.includes(group)),
            'they waited for the others for a day',
          );
          tellDropped(
            activation,
            groups.slice(0, groups.length - few.length),
            'too many events wait for others',
          );
          activation.remember({ ...activation.memory, groups: toJson(few) });
          if (taken.complete) activation.enterChild(startPointer, valuesOf(taken.group));
          return;
        }
      },
      childCompleted: () => {},
      describe: () => ({ on: toJson(strategy) }),
    },
  };
}

/** An expression that fails does not hold: events of another shape must not end the schedule. */
function holds(condition: Formula, activation: Activation, group: Group): boolean {
  try {
    return isTrue(activation.evaluate(condition, valuesOf(group)));
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

function tellDropped(activation: Activation, groups: readonly Group[], reason: string): void {
  const events = groups.reduce((sum, { taken }) => sum + taken.length, 0);
  if (events > 0) activation.record('event.dropped', { events, reason });
}

/**
 * The subscription under keys of its own, where events are kept: one that comes before the schedule listens for the
 * first time counts like any other.
 */
function kept(subscription: Subscription): Subscription {
  return {
    ...subscription,
    id: keyOf(subscription.id),
    keyed: true,
    key(event, now) {
      const key = subscription.key(event, now);
      return key === undefined ? undefined : keyOf(key);
    },
  };
}

function keyOf(key: string): string {
  return `${key}@schedule`;
}

interface Taken {
  readonly group: Group;
  readonly complete: boolean;
}

interface CompiledWanted extends Omit<Wanted, 'filters'> {
  readonly filters: readonly { readonly filter: Wanted['filters'][number]['filter'] }[];
}

function compileWanted(
  strategy: EventStrategyDefinition,
  pointer: Pointer,
  compiler: Compiler,
): CompiledWanted {
  return {
    all: strategy.all !== undefined,
    filters: filtersOf(strategy, pointer).map((one) => ({
      filter: compiler.trigger(one.definition, one.pointer),
    })),
  };
}

/** What the `expect` of every filter comes to; nothing it could read changes later. */
function expectations({ filters }: CompiledWanted, activation: Activation): Json {
  const evaluated = (expect: Formula) => activation.evaluate(expect);
  return filters.map(({ filter }) =>
    Object.fromEntries(
      filter.correlate.flatMap(({ name, expect }) =>
        expect === undefined ? [] : [[name, evaluated(expect)]],
      ),
    ),
  );
}

function resolved({ filters, all }: CompiledWanted, activation: Activation, slot: string): Wanted {
  const expected = activation.memory[slot];
  return {
    all,
    filters: filters.map(({ filter }, index) => ({
      filter,
      expected: objectOf(Array.isArray(expected) ? expected[index] : undefined),
    })),
  };
}

function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}
