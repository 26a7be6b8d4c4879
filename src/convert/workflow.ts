import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { authenticationsOf } from './authentication.ts';
import { type Conversion, listOf } from './conversion.ts';
import { workflowName, workflowVersion } from './names.ts';
import { conversionNamespace } from './namespace.ts';
import type { Source } from './source.ts';
import { startTrigger } from './states/event.ts';
import { convertState } from './states/index.ts';

const keys = [
  ...['id', 'key', 'name', 'description', 'version', 'annotations', 'dataInputSchema', 'secrets'],
  ...['constants', 'start', 'specVersion', 'expressionLang', 'timeouts', 'errors', 'keepActive', 'metadata'],
  ...['events', 'functions', 'autoRetries', 'retries', 'auth', 'states'],
];

/** The workflow as a whole. Its findings are with the conversion's sources. */
export function workflowOf(conversion: Conversion): JsonObject {
  const { root } = conversion;
  root.only('a workflow', keys);
  refuseOthers(root);
  const start = conversion.startState();
  const schedule = scheduleOf(start, conversion);
  const constants = constantsOf(conversion);
  if (start !== undefined) convertStates(start, conversion);
  const authentications = authenticationsOf(conversion);
  const secrets = secretsOf(conversion);
  const timeout = timeoutOf(root.get('timeouts'));
  const input = inputOf(conversion);
  const use = {
    ...(Object.keys(authentications).length === 0 ? {} : { authentications }),
    ...(secrets.length === 0 ? {} : { secrets }),
  };
  return conversion.origins.mark(
    {
      document: documentOf(conversion),
      ...(input === undefined ? {} : { input }),
      ...(Object.keys(use).length === 0 ? {} : { use }),
      ...(schedule === undefined ? {} : { schedule }),
      ...(timeout === undefined ? {} : { timeout: { after: timeout } }),
      do: [...constants, ...listOf(conversion.tasks)],
    },
    root,
    { schedule: root.get('start'), timeout: root.get('timeouts'), input: root.get('dataInputSchema') },
  );
}

function refuseOthers(root: Source): void {
  const version = root.get('specVersion');
  if (!version.present) root.refuse("the key 'specVersion' is missing", "it is '0.8'");
  else if (!/^v?0\.8(\.\d+)?$/.test(version.text() ?? '')) {
    version.refuse(`version ${version.text() ?? ''} of the specification is not converted`, 'only 0.8 is');
  }
  const language = root.get('expressionLang');
  if (language.present && language.value !== 'jq') {
    language.refuse('only workflows whose expressions are jq are converted');
  }
  const active = root.get('keepActive');
  if (active.flag(false)) {
    active.refuse(
      "'keepActive' has no counterpart: an instance ends with its last task",
      'go back to a state that listens',
    );
  }
  for (const name of ['timeouts', 'constants']) {
    const section = root.get(name);
    if (typeof section.value === 'string') section.refuse('a file of its own is not read', 'write it here');
  }
}

function documentOf({ root, origins }: Conversion): JsonObject {
  const id = root.get('id').present ? root.get('id') : root.get('key');
  const text = id.text() ?? '';
  if (!id.present) root.refuse("the key 'id' is missing");
  const name = workflowName(text);
  if (name !== text) id.note(`the workflow is called '${name}': a name has letters, digits and hyphens only`);
  const version = root.get('version').text() ?? '0.0.1';
  const semantic = workflowVersion(version);
  if (!root.get('version').present) root.note(`it has no version, so it is ${version}`);
  else if (semantic !== version) root.get('version').note(`its version is ${semantic}`);
  root.note(`DSL 0.8 has no namespaces: it is in '${conversionNamespace}'`);
  const title = root.get('name').text();
  const summary = root.get('description').text();
  const annotations = root.get('annotations').value;
  const metadata = root.get('metadata').value;
  const kept = {
    ...(isObject(metadata) ? metadata : {}),
    ...(annotations === undefined ? {} : { annotations }),
  };
  return origins.mark(
    {
      dsl: '1.0.3',
      namespace: conversionNamespace,
      name,
      version: semantic,
      ...(title === undefined ? {} : { title }),
      ...(summary === undefined ? {} : { summary }),
      ...(Object.keys(kept).length === 0 ? {} : { metadata: kept }),
    },
    root,
    { name: id, version: root.get('version'), title: root.get('name') },
  );
}

/** States in their order, but for the first: it is where a list of tasks begins. */
function convertStates(start: Source, conversion: Conversion): void {
  const states = conversion.root.get('states').items();
  const started = conversion.startsByEvents();
  convertState(start, conversion.nameState(start.required('name')), conversion, started);
  for (const state of states) {
    if (state.pointer !== start.pointer) {
      convertState(state, conversion.nameState(state.required('name')), conversion, false);
    }
  }
  const again = `${start.required('name')} again`;
  const goesBack = conversion.tasks.some(({ task }) =>
    JSON.stringify(task).includes(JSON.stringify({ then: conversion.nameState(again) }).slice(1, -1)),
  );
  if (started && goesBack) convertState(start, conversion.nameState(again), conversion, false);
}

/** Constants become a part of the context, before anything else. */
function constantsOf({ root, names, origins }: Conversion): JsonObject[] {
  const constants = root.get('constants');
  if (!isObject(constants.value)) return [];
  if (JSON.stringify(constants.value).includes('${')) {
    constants.refuse('constants hold no expressions');
  }
  const task = { set: '${ . }', export: { as: { constants: constants.value } } };
  return [{ [names.take('constants')]: origins.mark(task, constants) }];
}

function secretsOf({ root, secrets }: Conversion): string[] {
  const named = root
    .get('secrets')
    .items()
    .flatMap((one) => one.text() ?? []);
  return [...new Set([...named, ...secrets])];
}

function timeoutOf(timeouts: Source): string | undefined {
  if (isObject(timeouts.value)) {
    timeouts.only("'timeouts'", [
      ...[
        'workflowExecTimeout',
        'stateExecTimeout',
        'actionExecTimeout',
        'branchExecTimeout',
        'eventTimeout',
      ],
    ]);
  }
  const limit = timeouts.get('workflowExecTimeout');
  if (!isObject(limit.value)) return limit.text();
  limit.only("'workflowExecTimeout'", ['duration', 'interrupt', 'runBefore']);
  const before = limit.get('runBefore');
  if (before.present) before.refuse("'runBefore' has no counterpart: nothing runs after the time is up");
  const interrupt = limit.get('interrupt');
  if (interrupt.present && !interrupt.flag(true)) {
    interrupt.refuse('a timeout always interrupts', "remove it, or use 'interrupt: true'");
  }
  return limit.required('duration');
}

/** Events that start a workflow are not judged by its schema. */
function inputOf(conversion: Conversion): JsonObject | undefined {
  const { root, origins } = conversion;
  const given = root.get('dataInputSchema');
  if (!given.present) return undefined;
  const schema = isObject(given.value) ? given.get('schema') : given;
  if (conversion.startsByEvents()) {
    given.note('left out: it does not judge the events that start the workflow');
    return undefined;
  }
  if (isObject(given.value)) {
    given.only("'dataInputSchema'", ['schema', 'failOnValidationErrors']);
    if (!given.get('failOnValidationErrors').flag(true)) {
      given.note('left out: what it finds wrong has no consequence');
      return undefined;
    }
  }
  const document: Json | undefined = isObject(schema.value) ? schema.value : undefined;
  return origins.mark(
    {
      schema:
        document === undefined
          ? { resource: { endpoint: schema.text() ?? '' } }
          : { format: 'json', document },
    },
    given,
  );
}

function scheduleOf(start: Source | undefined, conversion: Conversion): JsonObject | undefined {
  const { root, origins } = conversion;
  const holder = root.get('start');
  if (isObject(holder.value)) holder.only("'start'", ['stateName', 'schedule']);
  const schedule = holder.get('schedule');
  if (!schedule.present) {
    if (start === undefined || !conversion.startsByEvents()) return undefined;
    const trigger = startTrigger(start, conversion);
    return trigger === undefined ? undefined : origins.mark(trigger, start.get('onEvents'));
  }
  const detailed = isObject(schedule.value);
  if (detailed) schedule.only("a 'schedule'", ['interval', 'cron', 'timezone']);
  const cron = schedule.get('cron');
  const zone = schedule.get('timezone').text();
  if (cron.present) return origins.mark({ cron: cronOf(cron, zone) }, schedule, { cron });
  const interval = detailed ? schedule.get('interval') : schedule;
  const every = intervalOf(interval);
  return every === undefined ? undefined : origins.mark({ every }, interval);
}

function cronOf(cron: Source, zone: string | undefined): string {
  const detailed = isObject(cron.value);
  if (detailed) {
    cron.only("a 'cron'", ['expression', 'validUntil']);
    const until = cron.get('validUntil');
    if (until.present) until.refuse('a schedule has no end', 'delete the workflow when it is over');
  }
  const text = detailed ? cron.required('expression') : (cron.text() ?? '');
  return `${zone === undefined ? '' : `CRON_TZ=${zone} `}${text.replaceAll('?', '*')}`;
}

/** `R/PT2H`, or the duration alone. */
function intervalOf(interval: Source): string | undefined {
  const found = /^(?:R\/)?(P[^/]+)$/.exec(interval.text() ?? '')?.[1];
  if (found === undefined) {
    interval.refuse(
      'an interval with a beginning or an end has no counterpart',
      'write its duration alone, such as R/PT2H, or use cron',
    );
  }
  return found;
}
