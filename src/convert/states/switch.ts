import type { JsonObject } from '../../json/json.ts';
import type { Conversion } from '../conversion.ts';
import { timeoutOnly } from '../errors.ts';
import { consumed, type EventDefinition, eventMerging, filterOf, isEvent } from '../events.ts';
import { targetOf } from '../flow.ts';
import { mergeInto, merging } from '../merge.ts';
import { Names } from '../names.ts';
import type { Source } from '../source.ts';
import { framed, stateKeys, timeoutOf } from './state.ts';

/** A switch state, by data or by the event that comes. Its tasks are in the new workflow's own list, where they go on. */
export function convertSwitch(state: Source, conversion: Conversion, name: string): void {
  state.only('a switch state', [...stateKeys, 'dataConditions', 'eventConditions', 'defaultCondition']);
  if (state.get('onErrors').items().length > 0) {
    state
      .get('onErrors')
      .refuse('errors of a switch cannot be caught: what catches them could not go on elsewhere');
  }
  const byEvents = state.get('eventConditions');
  if (byEvents.present) convertEventSwitch(state, byEvents, conversion, name);
  else convertDataSwitch(state, conversion, name);
}

function convertDataSwitch(state: Source, conversion: Conversion, name: string): void {
  const names = new Names();
  const slot = conversion.tasks.push({ name, task: {} }) - 1;
  const cases = state
    .get('dataConditions')
    .items()
    .map((one, index): JsonObject => {
      one.only('a data condition', ['name', 'condition', 'transition', 'end', 'metadata']);
      const condition = one.get('condition');
      if (!condition.present) one.refuse("the key 'condition' is missing");
      const key = names.take(one.get('name').text() ?? `case ${index + 1}`);
      const then = targetOf(one, conversion);
      return {
        [key]: conversion.origins.mark({ when: conversion.whole(condition), then }, one, { when: condition }),
      };
    });
  const task = { switch: [...cases, defaultOf(state, names, conversion)] };
  conversion.tasks[slot] = { name, task: framed(task, state, conversion) };
}

function defaultOf(state: Source, names: Names, conversion: Conversion): JsonObject {
  const otherwise = state.get('defaultCondition');
  if (!otherwise.present) state.refuse("the key 'defaultCondition' is missing");
  const then = otherwise.present ? targetOf(otherwise, conversion) : 'end';
  return { [names.take('default')]: conversion.origins.mark({ then }, otherwise) };
}

interface EventCase {
  readonly event: EventDefinition;
  readonly condition: Source;
}

/** Waits for one of the events; a switch behind it looks which one came. After the timeout the default is followed. */
function convertEventSwitch(state: Source, conditions: Source, conversion: Conversion, name: string): void {
  const cases = conditions.items().flatMap((condition): EventCase[] => {
    condition.only('an event condition', [
      ...['name', 'eventRef', 'transition', 'end', 'eventDataFilter', 'metadata'],
    ]);
    const event = consumed(condition.get('eventRef'), conversion);
    return event === undefined ? [] : [{ event, condition }];
  });
  if (cases.length === 0) return;
  const names = new Names();
  const chosen = conversion.names.take(`${name} by event`);
  const merged = cases.map(({ event, condition }) => {
    const merge = eventMerging(condition.get('eventDataFilter'), [event], conversion);
    return `if (${isEvent(event)}) then (${merge === undefined ? '$input' : mergeInto('$input', merge)}) else `;
  });
  const listen = conversion.origins.mark(
    {
      listen: {
        to: { any: cases.map(({ event }) => filterOf(event, conversion, 'listen')) },
        read: 'envelope',
      },
      output: { as: merging(`.[0] | ${merged.join('')}$input${' end'.repeat(cases.length)}`) },
      export: { as: '${ $context + {event: $task.output[0]} }' },
    },
    state,
    { listen: conditions },
  );
  const slot = conversion.tasks.push({ name, task: {} }) - 1;
  const otherwise = defaultOf(state, new Names(), conversion);
  const limit = timeoutOf(state, 'eventTimeout', conversion);
  const onTimeout = Object.values(otherwise)[0];
  const task: JsonObject =
    limit === undefined
      ? listen
      : {
          try: [{ [name]: { ...listen, timeout: { after: limit } } }],
          catch: { errors: timeoutOnly, ...(typeof onTimeout === 'object' ? onTimeout : {}) },
        };
  if (limit === undefined) {
    state.note('without an eventTimeout it waits as long as it takes, and the default is never followed');
  }
  conversion.tasks[slot] = { name, task: { ...framed(task, state, conversion), then: chosen } };
  const decision = conversion.tasks.push({ name: chosen, task: {} }) - 1;
  conversion.tasks[decision] = {
    name: chosen,
    task: {
      switch: [
        ...cases.map(({ event, condition }, index) => ({
          [names.take(condition.get('name').text() ?? `case ${index + 1}`)]: conversion.origins.mark(
            { when: `\${ $context.event | ${isEvent(event)} }`, then: targetOf(condition, conversion) },
            condition,
          ),
        })),
        otherwise,
      ],
    },
  };
}
