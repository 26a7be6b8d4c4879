import type { Conversion } from '../conversion.ts';
import { handled } from '../errors.ts';
import { targetOf } from '../flow.ts';
import type { Source } from '../source.ts';
import { callback } from './callback.ts';
import { event, startEvent } from './event.ts';
import { foreach } from './foreach.ts';
import { operation } from './operation.ts';
import { parallel } from './parallel.ts';
import { inject, sleep } from './simple.ts';
import { framed, type StateConverter, stateKeys } from './state.ts';
import { convertSwitch } from './switch.ts';

/** Each kind of state: what its task is made of, and the keys and timeouts that only it has. */
const kinds: Readonly<
  Record<string, { readonly convert: StateConverter; readonly keys: readonly string[] }>
> = {
  event: { convert: event, keys: ['exclusive', 'onEvents'] },
  operation: { convert: operation, keys: ['actionMode', 'actions'] },
  sleep: { convert: sleep, keys: ['duration'] },
  parallel: { convert: parallel, keys: ['branches', 'completionType', 'numCompleted'] },
  inject: { convert: inject, keys: ['data'] },
  foreach: {
    convert: foreach,
    keys: ['inputCollection', 'outputCollection', 'iterationParam', 'batchSize', 'actions', 'mode'],
  },
  callback: { convert: callback, keys: ['action', 'eventRef', 'eventDataFilter'] },
};

const timeouts = ['stateExecTimeout', 'actionExecTimeout', 'branchExecTimeout', 'eventTimeout'];

/** Appends what a state becomes to the new workflow. `started`: events start it, so it need not listen. */
export function convertState(state: Source, name: string, conversion: Conversion, started: boolean): void {
  const type = state.required('type');
  state.get('timeouts').only('the timeouts of a state', timeouts);
  for (const key of ['compensatedBy', 'usedForCompensation']) {
    const compensation = state.get(key);
    if (compensation.present && compensation.value !== false) {
      compensation.refuse('compensation has no counterpart in DSL 1.0', 'catch the error and undo the work');
    }
  }
  if (type === 'switch') {
    convertSwitch(state, conversion, name);
    return;
  }
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  if (kind === undefined) {
    if (type !== '') state.get('type').refuse(`DSL 0.8 has no state of type '${type}'`);
    return;
  }
  state.only(`a state of type ${type}`, [...stateKeys, ...kind.keys]);
  const convert = started && type === 'event' ? startEvent : kind.convert;
  const task = convert(state, conversion, name) ?? { set: '${ . }' };
  const slot = conversion.tasks.push({ name, task }) - 1;
  const whole = handled(name, framed(task, state, conversion), state, conversion);
  const then = targetOf(state, conversion);
  conversion.tasks[slot] = { name, task: conversion.origins.mark({ ...whole, then }, state) };
}
