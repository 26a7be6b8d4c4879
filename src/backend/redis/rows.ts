import type { Effect } from '../../machine/command.ts';
import { type Instance, instanceStatuses, pendingInstance } from '../../machine/instance.ts';
import type {
  AcceptedEvent,
  InboxEntry,
  InstanceSummary,
  NewInstance,
  RecordedEntry,
  Work,
} from '../backend.ts';
import { list, number, text, texts, word } from './reply.ts';

/** How typed values stand in the store, and back. The texts were written by this module's callers and are trusted. */
export function parse<Row>(row: string): Row {
  const value: Row = JSON.parse(row);
  return value;
}

/** A new instance as `create` in Lua takes it. */
export function creation(request: NewInstance): (string | number)[] {
  const { namespace, name, version } = request.definition;
  const { id, now, origin } = request;
  const from = origin === undefined ? '' : JSON.stringify(origin);
  return [id, JSON.stringify(pendingInstance(request)), namespace, name, version, now, from];
}

/** What `load` in Lua answers: revision, version, state, then id and stimulus of each entry. Undefined for no instance. */
export function loaded(fields: readonly string[]): Work | undefined {
  const [revision, version, state, ...entries] = fields;
  if (state === undefined) return undefined;
  const inbox = entries.flatMap((id, index) =>
    index % 2 === 0 ? [{ id, stimulus: parse<InboxEntry['stimulus']>(text(entries[index + 1])) }] : [],
  );
  const work = { instance: parse<Instance>(state), version: number(version), inbox };
  return revision === undefined || revision === '' ? work : { ...work, revision };
}

export function summary(row: unknown): InstanceSummary {
  const [id, status, namespace, name, version, startedAt, endedAt] = list(row);
  return {
    id: text(id),
    definition: { namespace: text(namespace), name: text(name), version: text(version) },
    status: word(status, instanceStatuses),
    startedAt: number(startedAt),
    ...(typeof endedAt === 'string' ? { endedAt: number(endedAt) } : {}),
  };
}

export function accepted(row: unknown): AcceptedEvent {
  const [event, arrival, acceptedAt, deliveries] = list(row);
  return {
    event: parse(text(event)),
    arrival: number(arrival),
    acceptedAt: number(acceptedAt),
    deliveries: number(deliveries),
  };
}

export function pendingEffect(row: unknown): { readonly instance: string; readonly effect: Effect } {
  const [instance, effect] = texts(row);
  return { instance: text(instance), effect: parse(text(effect)) };
}

/** A stream message of history: a turn's entries as one array, and an id that counts the entries up to its last one. */
export function recorded(id: string, [, entries = '[]']: readonly string[]): RecordedEntry[] {
  const parsed = parse<readonly Omit<RecordedEntry, 'number'>[]>(entries);
  const last = Number(id.slice(0, id.indexOf('-')));
  return parsed.map((entry, index) => ({ ...entry, number: last - parsed.length + 1 + index }));
}
