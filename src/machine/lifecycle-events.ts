import type { CloudEvent } from '../events/cloudevent.ts';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { createRedactor } from '../json/redactor.ts';
import type { HistoryEntry } from './command.ts';
import type { Draft } from './draft.ts';
import type { InstanceStatus } from './instance.ts';
import { scheduledBy } from './schedule-name.ts';

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

/**
 * Publishes what this turn's history tells as lifecycle events, as far as somebody wants to know. They are committed
 * with the turn and have ids of their own, so that each change is told once.
 */
export function announce(draft: Draft): void {
  const { lifecycle } = draft.surroundings;
  const { id, definition, status: before } = draft.before;
  if (lifecycle === undefined || scheduledBy(definition) !== undefined) return;
  const { namespace, name, version } = definition;
  const subject = `${name}-${id}.${namespace}`;
  const said = draft.history.flatMap((entry) => announcements(draft, entry, subject));
  if (draft.status !== before) {
    const data = { name: subject, updatedAt: isoTime(draft.surroundings.now), status: draft.status };
    said.push({ type: 'workflow.status-changed', time: draft.surroundings.now, data });
  }
  const { members } = createRedactor(draft.surroundings.secrets);
  for (const { type, time, data } of said) {
    const fullType = `${lifecyclePrefix}${type}.v1`;
    if (!lifecycle.has(fullType)) continue;
    const key = `${id}~lifecycle~${draft.told++}`;
    const event: CloudEvent = {
      specversion: '1.0',
      id: key,
      source: `/${namespace}/${name}/${version}`,
      type: fullType,
      subject,
      time: isoTime(time),
      datacontenttype: 'application/json',
      data: members(data),
    };
    draft.addEffect({ kind: 'publish', key, event });
  }
}

function announcements(draft: Draft, entry: HistoryEntry, subject: string): Announcement[] {
  const { type, time, task } = entry;
  const [what = '', change = ''] = type.split('.');
  if (what === 'instance')
    return [{ type: `workflow.${change}`, time, data: workflowData(draft, entry, subject) }];
  if (what !== 'task' || task === undefined) return [];
  const about = { workflow: subject, task };
  const at = isoTime(time);
  const said: Announcement[] = [];
  const say = (kind: string, data: JsonObject) => said.push({ type: kind, time, data });
  // A task that is skipped was created too.
  if (change === 'started' || change === 'skipped') say('task.created', { ...about, createdAt: at });
  if (isTimed(change)) say(type, { ...about, [times[change]]: at, ...errorOf(entry) });
  const status = statuses[type];
  if (status !== undefined) say('task.status-changed', { ...about, updatedAt: at, status });
  if (correlates(draft, task)) {
    if (change === 'waiting') say('workflow.correlation-started', { name: subject, startedAt: at });
    if (change === 'completed')
      say('workflow.correlation-completed', { name: subject, completedAt: at, ...keysOf(draft, task) });
  }
  return said;
}

function workflowData(draft: Draft, entry: HistoryEntry, subject: string): JsonObject {
  const change = entry.type.slice('instance.'.length);
  const { namespace, name, version } = draft.before.definition;
  return {
    name: subject,
    ...(change === 'started' ? { definition: { name, namespace, version } } : {}),
    ...(isTimed(change) ? { [times[change]]: isoTime(entry.time) } : {}),
    ...errorOf(entry),
    // Outputs may be large: who wants it asks for it (relative to the address of the API).
    ...(change === 'completed' ? { outputUri: `/api/v1/instances/${draft.before.id}/output` } : {}),
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
function correlates(draft: Draft, task: string): boolean {
  const state = draft.machine.states.get(task);
  return state?.behaviour.kind === 'listen' && names(state.definition, 'correlate');
}

function names(value: Json, key: string): boolean {
  if (Array.isArray(value)) return value.some((item: Json) => names(item, key));
  return (
    isObject(value) && (Object.hasOwn(value, key) || Object.values(value).some((item) => names(item, key)))
  );
}

/** The values that the events of a `listen` had in common, as it noted them when it took the last one. */
function keysOf(draft: Draft, task: string): JsonObject {
  const last = draft.history.findLast((entry) => entry.type === 'event.matched' && entry.task === task);
  const correlation = last?.detail?.['correlation'];
  return correlation === undefined ? {} : { correlationKeys: correlation };
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}
