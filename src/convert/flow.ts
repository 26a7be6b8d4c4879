import type { Conversion } from './conversion.ts';
import { emitTask } from './events.ts';
import type { Source } from './source.ts';

/**
 * Where a node with `transition` or `end` goes on: the name of a task, or `end`. Events that are produced on the way
 * are tasks of their own, behind what has been converted so far.
 */
export function targetOf(holder: Source, conversion: Conversion): string {
  const transition = holder.get('transition');
  const end = holder.get('end');
  if (transition.present && end.present) {
    end.refuse("a state has 'transition' or 'end', not both");
  }
  if (transition.present) return transitionOf(transition, conversion);
  if (end.value === true) return 'end';
  if (end.value === false || !end.present) {
    holder.refuse("there is neither a 'transition' nor an 'end' here");
    return 'end';
  }
  end.only('an end', ['terminate', 'produceEvents', 'compensate', 'continueAs']);
  refuseCompensation(end);
  const again = end.get('continueAs');
  if (again.present) again.refuse("'continueAs' has no counterpart: an instance does not become another");
  return producing(end, 'end', conversion);
}

function transitionOf(transition: Source, conversion: Conversion): string {
  const isObject = typeof transition.value === 'object';
  if (isObject) {
    transition.only('a transition', ['nextState', 'produceEvents', 'compensate']);
    refuseCompensation(transition);
  }
  const name = isObject ? transition.get('nextState') : transition;
  const state = conversion.find('states', name);
  const next = state === undefined ? 'end' : entryOf(state, conversion);
  return producing(transition, next, conversion);
}

/** The state that events start is another task when it is gone back to: it listens then. */
function entryOf(state: Source, conversion: Conversion): string {
  const name = state.required('name');
  const first = conversion.startState();
  const again = conversion.startsByEvents() && first?.pointer === state.pointer;
  return conversion.nameState(again ? `${name} again` : name);
}

function producing(holder: Source, next: string, conversion: Conversion): string {
  const tasks = holder
    .get('produceEvents')
    .items()
    .flatMap((one) => {
      one.only('a produced event', ['eventRef', 'data', 'contextAttributes']);
      const reference = one.get('eventRef');
      const task = emitTask(one, reference, one.get('data'), conversion);
      return task === undefined
        ? []
        : [{ name: conversion.names.take(`emit ${reference.text()}`), task, source: one }];
    });
  for (const [index, { name, task, source }] of tasks.entries()) {
    const then = tasks[index + 1]?.name ?? next;
    conversion.tasks.push({
      name,
      task: conversion.origins.mark({ ...task, output: { as: '${ $input }' }, then }, source),
    });
  }
  return tasks[0]?.name ?? next;
}

/** Compensation undoes what states have done; the new language has no such thing. */
function refuseCompensation(holder: Source): void {
  const compensate = holder.get('compensate');
  if (compensate.flag(false)) compensate.refuse("'compensate' has no counterpart in DSL 1.0");
}
