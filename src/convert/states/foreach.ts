import type { JsonObject } from '../../json/json.ts';
import { actionsOf, resultOf } from '../action.ts';
import { listOf } from '../conversion.ts';
import { collect } from '../merge.ts';
import { type StateConverter, timeoutOf } from './state.ts';

/** The name of the loop's own variable, from which each round makes the member that its actions read. */
const each = 'element';

/**
 * A foreach state: a loop. Each round sees the data with the element as one more member. Its result is that of its
 * action, or what its actions have changed; it goes to `outputCollection`, and nowhere where there is none.
 */
export const foreach: StateConverter = (state, conversion) => {
  const mode = state.get('mode').text() ?? 'parallel';
  if (mode === 'parallel') {
    state.note('the rounds run one after the other: DSL 1.0 has no parallel loop');
  } else if (mode !== 'sequential') {
    state.get('mode').refuse("this should be 'sequential' or 'parallel'");
  }
  const member = state.get('iterationParam').text() ?? each;
  const actions = state.get('actions');
  const tasks = actionsOf(actions, timeoutOf(state, 'actionExecTimeout', conversion), conversion);
  const output = state.get('outputCollection');
  const [only, another] = actions.items();
  const filter = only?.get('actionDataFilter');
  const [onlyTask] = tasks;
  // The result of the one action, whatever it is: only an object could be merged into the data first.
  const own =
    output.present && filter !== undefined && another === undefined && !filter.get('toStateData').present
      ? resultOf(filter, conversion)
      : undefined;
  const list =
    own === undefined || onlyTask === undefined
      ? tasks
      : [{ name: onlyTask.name, task: withoutMerging(onlyTask.task, own.value) }];
  const round = conversion.origins.mark(
    {
      input: { from: `\${ . + {${JSON.stringify(member)}: $${each}} }` },
      do: list.length === 0 ? [{ nothing: { set: '${ . }' } }] : listOf(list),
      output: {
        as: output.present
          ? collect(conversion.jq(output), member, own === undefined ? undefined : '.')
          : `\${ $input | del(.[${JSON.stringify(member)}]) }`,
      },
    },
    state,
    { output, do: actions },
  );
  return conversion.origins.mark(
    {
      for: conversion.origins.mark(
        { each, in: conversion.whole(state.get('inputCollection')) },
        state.get('inputCollection'),
      ),
      do: [{ round }],
    },
    state,
  );
};

function withoutMerging(task: JsonObject, value: string): JsonObject {
  const { output: _merged, ...rest } = task;
  return value === '.' ? rest : { ...rest, output: { as: `\${ ${value} }` } };
}
