import { isObject, type JsonObject } from '../json/json.ts';
import { type Conversion, listOf, type Named } from './conversion.ts';
import { retried } from './errors.ts';
import { consumed, emitTask, filterOf } from './events.ts';
import { type Invocation, invocationOf } from './functions.ts';
import { type Merging, mergeInto, merging } from './merge.ts';
import { Names, workflowName, workflowVersion } from './names.ts';
import { conversionNamespace } from './namespace.ts';
import type { Source } from './source.ts';

const actionKeys = [
  ...['id', 'name', 'functionRef', 'eventRef', 'subFlowRef', 'sleep', 'retryRef', 'nonRetryableErrors'],
  ...['retryableErrors', 'actionDataFilter', 'condition'],
];

/** Converts a list of actions into tasks that follow each other. */
export function actionsOf(list: Source, timeout: string | undefined, conversion: Conversion): Named[] {
  const names = new Names();
  return list.items().flatMap((action) => {
    const found = actionOf(action, timeout, conversion);
    return found === undefined ? [] : [{ name: names.take(found.name), task: found.task }];
  });
}

/**
 * An action becomes a task that puts out the state data with the action's result merged in. Around its call there may be
 * waits and retries; then it is a `do` of these.
 */
export function actionOf(
  action: Source,
  timeout: string | undefined,
  conversion: Conversion,
): Named | undefined {
  action.only('an action', actionKeys);
  const filter = action.get('actionDataFilter');
  filter.only('an actionDataFilter', ['fromStateData', 'useResults', 'results', 'toStateData']);
  const selected = filter.get('fromStateData');
  const from = selected.present ? conversion.jq(selected) : undefined;
  const core = coreOf(action, from, conversion);
  if (core === undefined) return undefined;
  const { name, invocation } = core;
  const repeated = retried(name, invocation.task, action, conversion);
  const steps = [
    ...waitOf(action.get('sleep').get('before'), conversion),
    { name, task: repeated },
    ...waitOf(action.get('sleep').get('after'), conversion),
  ];
  action.get('sleep').only("a 'sleep'", ['before', 'after']);
  const task: JsonObject = steps.length === 1 ? repeated : { do: listOf(steps) };
  const condition = action.get('condition');
  const output = outputOf(filter, invocation, conversion);
  return {
    name,
    task: conversion.origins.mark(
      {
        ...(condition.present ? { if: conversion.whole(condition) } : {}),
        ...task,
        ...(output === undefined ? {} : { output: { as: output } }),
        ...(timeout === undefined ? {} : { timeout: { after: timeout } }),
      },
      action,
      { if: condition, output: filter },
    ),
  };
}

/** What the result of an action adds to the data; undefined where it adds nothing. */
export function resultOf(filter: Source, conversion: Conversion): Merging | undefined {
  if (!filter.get('useResults').flag(true)) return undefined;
  const results = filter.get('results');
  const place = filter.get('toStateData');
  return {
    value: results.present ? conversion.jq(results) : '.',
    ...(place.present ? { place: conversion.jq(place) } : {}),
  };
}

function outputOf(filter: Source, { hasResult }: Invocation, conversion: Conversion): string | undefined {
  if (!hasResult) return undefined;
  const result = resultOf(filter, conversion);
  return result === undefined ? '${ $input }' : merging(mergeInto('$input', result));
}

function waitOf(duration: Source, conversion: Conversion): Named[] {
  if (!duration.present) return [];
  const wait = duration.text() ?? '';
  const name = duration.pointer.endsWith('/before') ? 'sleepBefore' : 'sleepAfter';
  return [{ name, task: conversion.origins.mark({ wait }, duration) }];
}

interface Core {
  readonly name: string;
  readonly invocation: Invocation;
}

function coreOf(action: Source, from: string | undefined, conversion: Conversion): Core | undefined {
  const kinds = ['functionRef', 'eventRef', 'subFlowRef'].filter((kind) => action.get(kind).present);
  if (kinds.length !== 1) {
    action.refuse("an action has one of 'functionRef', 'eventRef' and 'subFlowRef'");
    return undefined;
  }
  const [kind = ''] = kinds;
  const reference = action.get(kind);
  const given = action.get('name').text();
  const core =
    kind === 'functionRef'
      ? { name: nameOf(reference, 'refName'), invocation: invocationOf(reference, from, conversion) }
      : kind === 'eventRef'
        ? eventCall(reference, from, conversion)
        : { name: nameOf(reference, 'workflowId'), invocation: subFlow(reference, from, conversion) };
  if (core.invocation === undefined) return undefined;
  return { name: new Names().take(given ?? core.name), invocation: core.invocation };
}

function nameOf(reference: Source, key: string): string {
  return (isObject(reference.value) ? reference.get(key) : reference).text() ?? 'action';
}

/** `eventRef`: emits one event and waits for another, whose data is the result. */
function eventCall(reference: Source, from: string | undefined, conversion: Conversion) {
  reference.only('an eventRef', [
    ...['triggerEventRef', 'resultEventRef', 'resultEventTimeout', 'data', 'contextAttributes', 'invoke'],
  ]);
  const trigger = reference.get('triggerEventRef');
  const name = trigger.text() ?? 'event';
  const emit = emitTask(reference, trigger, reference.get('data'), conversion, from);
  if (emit === undefined) return { name, invocation: undefined };
  const kept = { ...emit, output: { as: '${ $input }' } };
  if (reference.get('invoke').value === 'async') {
    return { name, invocation: { task: conversion.origins.mark(kept, reference), hasResult: false } };
  }
  const event = consumed(reference.get('resultEventRef'), conversion);
  if (event === undefined) return { name, invocation: undefined };
  const timeout = reference.get('resultEventTimeout').text();
  const listen = {
    listen: {
      to: { one: filterOf(event, conversion, 'listen') },
      read: event.dataOnly ? 'data' : 'envelope',
    },
    output: { as: '${ .[0] }' },
    ...(timeout === undefined ? {} : { timeout: { after: timeout } }),
  };
  const tasks = [
    { name: 'trigger', task: emit },
    { name: 'result', task: conversion.origins.mark(listen, reference.get('resultEventRef')) },
  ];
  return { name, invocation: { task: { do: listOf(tasks) }, hasResult: true } };
}

function subFlow(reference: Source, from: string | undefined, conversion: Conversion): Invocation {
  const detailed = isObject(reference.value);
  if (detailed) {
    reference.only('a subFlowRef', ['workflowId', 'version', 'invoke', 'onParentComplete']);
  }
  const invoke = reference.get('invoke');
  const detached = detailed && invoke.value === 'async';
  if (detached && reference.get('onParentComplete').value !== 'continue') {
    invoke.refuse(
      'a workflow that is not waited for goes on when its parent ends',
      "say so with 'onParentComplete: continue'",
    );
  }
  const version = detailed ? reference.get('version').text() : undefined;
  const workflow = {
    namespace: conversionNamespace,
    name: workflowName(nameOf(reference, 'workflowId')),
    version: version === undefined ? 'latest' : workflowVersion(version),
    input: `\${ ${from ?? '.'} }`,
  };
  const task = { run: { workflow, ...(detached ? { await: false } : {}) } };
  return { task: conversion.origins.mark(task, reference), hasResult: !detached };
}
