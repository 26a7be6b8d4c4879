import type { JsonObject } from '../../json/json.ts';
import { type Conversion, listOf, type Named } from '../conversion.ts';
import { timeoutOnly } from '../errors.ts';
import { consumed, type EventDefinition, eventMerging, filterOf, isEvent } from '../events.ts';
import { mergeInto, merging } from '../merge.ts';
import { Names } from '../names.ts';
import type { Source } from '../source.ts';
import { performed, single } from './operation.ts';
import { type StateConverter, timeoutOf } from './state.ts';

/** One of `onEvents`, read. */
interface Reaction {
  readonly source: Source;
  readonly events: readonly EventDefinition[];
  readonly actions: readonly Named[];
}

/** An event state: a `listen` and the actions that follow. Where events start the workflow they are its input instead. */
export const event: StateConverter = (state, conversion) =>
  converted(state, conversion, listening(state, conversion));

/** The state that events start: its input is the array of the events. */
export const startEvent: StateConverter = (state, conversion) =>
  converted(state, conversion, (received) => {
    const shared = [...conversion.shared];
    const remember =
      shared.length === 0
        ? {}
        : {
            export: {
              as: `\${ $context + {correlation: ($input[0] | {${shared.map((name) => JSON.stringify(name)).join(', ')}})} }`,
            },
          };
    return { set: received('{}'), ...remember };
  });

/** What starts the workflow, for the state that events start. */
export function startTrigger(state: Source, conversion: Conversion): JsonObject | undefined {
  const reactions = reactionsOf(state, conversion);
  const events = reactions.flatMap(({ events: some }) => some);
  if (events.length === 0) return undefined;
  const all = needsAll(state) && events.length > 1;
  const filters = events.map((one) => {
    const { correlate, ...filter } = filterOf(one, conversion, 'start');
    return conversion.origins.mark(
      all && correlate !== undefined ? { ...filter, correlate } : filter,
      one.source,
    );
  });
  const limit = state.get('timeouts').get('eventTimeout');
  if (all && limit.present) {
    limit.refuse('events that start a workflow together are kept for a day, not for another time');
  }
  const [only, another] = filters;
  const on =
    only !== undefined && another === undefined ? { one: only } : all ? { all: filters } : { any: filters };
  return { on, read: 'envelope' };
}

function needsAll(state: Source): boolean {
  return !state.get('exclusive').flag(true);
}

function reactionsOf(state: Source, conversion: Conversion): Reaction[] {
  const timeout = timeoutOf(state, 'actionExecTimeout', conversion);
  return state
    .get('onEvents')
    .items()
    .map((source) => {
      source.only("one of 'onEvents'", ['eventRefs', 'actionMode', 'actions', 'eventDataFilter']);
      const references = source.get('eventRefs').items();
      if (references.length === 0) source.refuse("'eventRefs' names no event");
      return {
        source,
        events: references.flatMap((one) => consumed(one, conversion) ?? []),
        actions: performed(source, timeout, conversion),
      };
    });
}

/** Makes the task that takes the events; `received` is what it puts out, over the data of before. */
type Taking = (received: (base: string) => string, events: readonly EventDefinition[]) => JsonObject;

function converted(state: Source, conversion: Conversion, take: Taking): JsonObject | undefined {
  const reactions = reactionsOf(state, conversion);
  const events = reactions.flatMap(({ events: some }) => some);
  if (reactions.length === 0) state.refuse('an event state waits for at least one event');
  if (events.length === 0) return undefined;
  const several = reactions.length > 1 && reactions.some(({ actions }) => actions.length > 0);
  const chosen = several && !needsAll(state);
  const received = (base: string) =>
    chosen ? `\${ {data: ${base}, event: .[0]} }` : merging(allMerged(base, reactions, conversion));
  const taken = conversion.origins.mark(take(received, events), state, { listen: state.get('onEvents') });
  const tasks = [
    { name: 'events', task: taken },
    ...(chosen ? dispatched(reactions, conversion) : renamed(reactions.flatMap(({ actions }) => actions))),
  ];
  return tasks.length === 1 && taken['try'] === undefined ? single(tasks) : { do: listOf(tasks) };
}

/** Actions of several lists in one. */
function renamed(tasks: readonly Named[]): Named[] {
  const names = new Names();
  names.take('events');
  return tasks.map(({ name, task }) => ({ name: names.take(name), task }));
}

/** jq: the data with all events merged in, each by the filter of the first of `onEvents` that names it. */
function allMerged(base: string, reactions: readonly Reaction[], conversion: Conversion): string {
  const mergings = reactions.map(({ source, events }) => ({
    events,
    merge: eventMerging(source.get('eventDataFilter'), events, conversion),
  }));
  const [first, another] = mergings;
  if (first !== undefined && another === undefined) {
    if (first.merge === undefined) return base;
    if (first.events.length === 1) return `.[0] | ${mergeInto(base, first.merge)}`;
    return `reduce .[] as $event (${base}; . as $data | $event | ${mergeInto('$data', first.merge)})`;
  }
  const cases = mergings.map(
    ({ events, merge }) =>
      `if (${events.map(isEvent).join(' or ')}) then (${merge === undefined ? '$data' : mergeInto('$data', merge)}) else `,
  );
  const ends = ' end'.repeat(cases.length);
  return `reduce .[] as $event (${base}; . as $data | $event | ${cases.join('')}$data${ends})`;
}

/** A switch to the actions of the event that came, each list of them in a task of its own. */
function dispatched(reactions: readonly Reaction[], conversion: Conversion): Named[] {
  const names = new Names();
  const lists = reactions.map(({ source, events, actions }) => {
    const merge = eventMerging(source.get('eventDataFilter'), events, conversion);
    const from = merging(
      merge === undefined ? '.data' : `.data as $data | .event | ${mergeInto('$data', merge)}`,
    );
    const name = names.take(`on ${events[0]?.source.get('name').text() ?? 'event'}`);
    const task: JsonObject = actions.length === 0 ? { set: '${ . }' } : { do: listOf(actions) };
    return {
      name,
      when: events.map(isEvent).join(' or '),
      source,
      task: conversion.origins.mark({ input: { from }, ...task, then: 'exit' }, source),
    };
  });
  const choose = {
    switch: lists.map(({ name, when, source }) => ({
      [name]: conversion.origins.mark({ when: `\${ .event | ${when} }`, then: name }, source),
    })),
  };
  return [{ name: 'which', task: choose }, ...lists.map(({ name, task }) => ({ name, task }))];
}

/** Listens for the events of a state; when the time for them is up its actions are left out. */
function listening(state: Source, conversion: Conversion): Taking {
  const limit = timeoutOf(state, 'eventTimeout', conversion);
  return (received, events) => {
    const filters = events.map((one) => filterOf(one, conversion, 'listen'));
    const [only, another] = filters;
    const all = needsAll(state);
    const listen = {
      listen: {
        to:
          only !== undefined && another === undefined
            ? { one: only }
            : all
              ? { all: filters }
              : { any: filters },
        read: 'envelope',
      },
      output: { as: received('$input') },
    };
    if (limit === undefined) return listen;
    return {
      try: [{ events: { ...listen, timeout: { after: limit } } }],
      catch: conversion.origins.mark({ errors: timeoutOnly, then: 'exit' }, state.get('timeouts')),
    };
  };
}

/** A callback state: its action, and then its event. */
export function callbackEvent(state: Source, conversion: Conversion): Named | undefined {
  const definition = consumed(state.get('eventRef'), conversion);
  if (definition === undefined) return undefined;
  const merge = eventMerging(state.get('eventDataFilter'), [definition], conversion);
  const received = (base: string) =>
    merge === undefined ? `\${ ${base} }` : merging(`.[0] | ${mergeInto(base, merge)}`);
  const task = listening(state, conversion)(received, [definition]);
  return { name: 'callback', task: conversion.origins.mark(task, state.get('eventRef')) };
}
