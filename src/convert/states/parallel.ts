import type { JsonObject } from '../../json/json.ts';
import { actionsOf } from '../action.ts';
import { listOf, type Named } from '../conversion.ts';
import { Names } from '../names.ts';
import { forkOf } from './operation.ts';
import { type StateConverter, timeoutOf } from './state.ts';

/** A parallel state: a fork. Of the numbers that may have to complete, DSL 1.0 knows all and one. */
export const parallel: StateConverter = (state, conversion) => {
  const names = new Names();
  const branches = state
    .get('branches')
    .items()
    .map((branch): Named => {
      branch.only('a branch', ['name', 'timeouts', 'actions']);
      const own = branch.get('timeouts');
      own.only('the timeouts of a branch', ['actionExecTimeout', 'branchExecTimeout']);
      const limit = own.get('branchExecTimeout').present
        ? own.get('branchExecTimeout').text()
        : timeoutOf(state, 'branchExecTimeout', conversion);
      const each = own.get('actionExecTimeout').present
        ? own.get('actionExecTimeout').text()
        : conversion.root.get('timeouts').get('actionExecTimeout').text();
      const tasks = actionsOf(branch.get('actions'), each, conversion);
      const task: JsonObject = tasks.length === 0 ? { set: '${ . }' } : { do: listOf(tasks) };
      return {
        name: names.take(branch.required('name')),
        task: conversion.origins.mark(
          { ...task, ...(limit === undefined ? {} : { timeout: { after: limit } }) },
          branch,
        ),
      };
    });
  if (branches.length === 0) {
    state.get('branches').refuse('a parallel state needs at least one branch');
    return undefined;
  }
  const type = state.get('completionType').text() ?? 'allOf';
  if (!['allOf', 'atLeast'].includes(type)) {
    state.get('completionType').refuse("this should be 'allOf' or 'atLeast'");
  }
  const count = type === 'allOf' ? branches.length : (state.get('numCompleted').number() ?? 0);
  if (count === branches.length) return forkOf(branches, state, conversion);
  if (count === 1) {
    return conversion.origins.mark({ fork: { compete: true, branches: listOf(branches) } }, state);
  }
  state
    .get('numCompleted')
    .refuse('a fork of DSL 1.0 waits for all branches or for one, not for some of them');
  return undefined;
};
