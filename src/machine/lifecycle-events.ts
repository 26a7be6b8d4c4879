import type { DefinitionId } from '../dsl/workflow.ts';
import type { CloudEvent } from '../events/cloudevent.ts';
import { equal, isObject, type Json, type JsonObject } from '../json/json.ts';
import { createRedactor } from '../json/redactor.ts';
import type { Effect, HistoryEntry } from './command.ts';
import type { Instance, InstanceStatus } from './instance.ts';
import type { Machine } from './machine.ts';
import { scheduledBy } from './schedule-name.ts';
import type { Surroundings } from './stimulus.ts';

/** What every type of lifecycle event begins with (dsl.md, "Lifecycle events"); the rename left it as it was. */
export const lifecyclePrefix = 'io.serverlessworkflow.';

/** The name of the time in an event's data, by what happened. */
const times = {
  started: 'startedAt',
  suspended: 'suspendedAt',
  resumed: 'resumedAt',
  cancelled: 'cancelledAt',
  faulted: 'faultedAt',
  completed: 'completedAt',
  retried: 'retriedAt',
} as const;

/** The status a task has after what happened, where it changes. */
const statuses: Partial<Readonly<Record<HistoryEntry['type'], InstanceStatus>>> = {
  'task.started': 'running',
  'task.waiting': 'waiting',
  'task.suspended': 'suspended',
  'task.resumed': 'running',
  'task.cancelled': 'cancelled',
  'task.faulted': 'faulted',
  'task.completed': 'completed',
};

interface Announcement {
  readonly type: string;
  readonly time: number;
  readonly data: JsonObject;
}

/** What a turn made of an instance. */
export interface Change {
  readonly before: Instance;
  readonly status: InstanceStatus;
  readonly history: readonly HistoryEntry[];
  readonly surroundings: Surroundings;
  /** Unknown where the definition is gone. */
  readonly machine?: Machine | undefined;
}

/**
 * Tells what a turn's history tells as lifecycle events, as far as somebody wants to know. They are committed with the
 * turn and have ids of their own, so that each change is told once. `told`: how many the instance has published then.
 */
export function lifecycleOf(change: Change): { readonly publish: readonly Effect[]; readonly told: number } {
  const { before, surroundings } = change;
  const { id, definition } = before;
  const { lifecycle, now } = surroundings;
  let told = before.told ?? 0;
  if (lifecycle === undefined || scheduledBy(definition) !== undefined) return { publish: [], told };
  const { namespace, name } = definition;
  const subject = `${name}-${id}.${namespace}`;
  const said = change.history.flatMap((entry) => announcements(change, entry, subject));
  if (change.status !== before.status) {
    const data = { name: subject, updatedAt: isoTime(now), status: change.status };
    said.push({ type: 'workflow.status-changed', time: now, data });
  }
  const { members } = createRedactor(surroundings.secrets);
  const publish: Effect[] = [];
  for (const { type, time, data } of said) {
    const fullType = `${lifecyclePrefix}${type}.v1`;
    if (!lifecycle.has(fullType)) continue;
    const key = `${id}~lifecycle~${told++}`;
    const event: CloudEvent = {
      specversion: '1.0',
      id: key,
      source: `${sourceOf(definition)}${definition.version}`,
      type: fullType,
      subject,
      time: isoTime(time),
      datacontenttype: 'application/json',
      data: members(data),
    };
    publish.push({ kind: 'publish', key, event });
  }
  return { publish, told };
}

/** True for a lifecycle event of an instance of the workflow, of whatever version. */
export function tellsOf(event: CloudEvent, workflow: DefinitionId): boolean {
  return event.type.startsWith(lifecyclePrefix) && event.source.startsWith(sourceOf(workflow));
}

function sourceOf({ namespace, name }: DefinitionId): string {
  return `/${namespace}/${name}/`;
}

function announcements(change: Change, entry: HistoryEntry, subject: string): Announcement[] {
  const { type, time, task } = entry;
  const [what = '', how = ''] = type.split('.');
  if (what === 'instance')
    return [{ type: `workflow.${how}`, time, data: workflowData(change, entry, subject) }];
  if (what !== 'task' || task === undefined) return [];
  const about = { workflow: subject, task };
  const at = isoTime(time);
  const said: Announcement[] = [];
  const say = (kind: string, data: JsonObject) => said.push({ type: kind, time, data });
  // A task that is skipped was created too.
  if (how === 'started' || how === 'skipped') say('task.created', { ...about, createdAt: at });
  if (isTimed(how)) say(type, { ...about, [times[how]]: at, ...errorOf(entry) });
  const status = statuses[type];
  if (status !== undefined) say('task.status-changed', { ...about, updatedAt: at, status });
  if (correlates(change, task)) {
    if (how === 'waiting') say('workflow.correlation-started', { name: subject, startedAt: at });
    if (how === 'completed')
      say('workflow.correlation-completed', { name: subject, completedAt: at, ...keysOf(change, task) });
  }
  return said;
}

function workflowData(change: Change, entry: HistoryEntry, subject: string): JsonObject {
  const how = entry.type.slice('instance.'.length);
  const { namespace, name, version } = change.before.definition;
  return {
    name: subject,
    ...(how === 'started' ? { definition: { name, namespace, version } } : {}),
    ...(isTimed(how) ? { [times[how]]: isoTime(entry.time) } : {}),
    ...errorOf(entry),
    // Outputs may be large: who wants it asks for it (relative to the address of the API).
    ...(how === 'completed' ? { outputUri: `/api/v1/instances/${change.before.id}/output` } : {}),
  };
}

function isTimed(change: string): change is keyof typeof times {
  return Object.hasOwn(times, change);
}

function errorOf({ type, detail }: HistoryEntry): JsonObject {
  const error = type.endsWith('.faulted') ? detail?.['error'] : undefined;
  return error === undefined ? {} : { error };
}

/** True for a `listen` with a correlation. */
function correlates(change: Change, task: string): boolean {
  const state = change.machine?.states.get(task);
  return state?.behaviour.kind === 'listen' && names(state.definition, 'correlate');
}

function names(value: Json, key: string): boolean {
  if (Array.isArray(value)) return value.some((item: Json) => names(item, key));
  return (
    isObject(value) && (Object.hasOwn(value, key) || Object.values(value).some((item) => names(item, key)))
  );
}

/**
 * The values that the events of a `listen` had in common: as it noted them when it took one in this turn, or as it kept
 * them while `foreach` or its `until` events took longer.
 */
function keysOf(change: Change, task: string): JsonObject {
  const noted = change.history.flatMap(({ type, task: at, detail }) =>
    type === 'event.matched' && at === task ? (detail?.['correlation'] ?? []) : [],
  );
  const kept = Object.values(change.before.frames).flatMap((frame) =>
    change.machine?.states.get(frame.task)?.pointer === task ? (frame.memory?.['bound'] ?? []) : [],
  );
  // Several of them at work at the same time keep values of their own.
  const values = noted.at(-1) ?? (kept.length === 1 ? kept[0] : undefined);
  return values === undefined || equal(values, {}) ? {} : { correlationKeys: values };
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}
