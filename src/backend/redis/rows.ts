import type { DefinitionId } from '../../dsl/workflow.ts';
import { type Instance, instanceStatuses } from '../../machine/instance.ts';
import type {
  AcceptedEvent,
  InboxEntry,
  InstanceSummary,
  NewInstance,
  PendingEffect,
  RecordedEntry,
  Work,
} from '../backend.ts';
import { readInstance, writeGiven } from '../state.ts';
import { readEffect } from '../stored-effect.ts';
import { fieldOf, keyOf } from './effect-field.ts';
import { readEntries } from './entries.ts';
import { list, number, text, texts, word } from './reply.ts';

/** How typed values stand in the store, and back. The texts were written by this module's callers and are trusted. */
export function parse<Row>(row: string): Row {
  const value: Row = JSON.parse(row);
  return value;
}

/** A new instance as `create` in Lua takes it. */
export function creation(request: NewInstance): (string | number)[] {
  const { id, definition, now, origin } = request;
  const from = origin === undefined ? '' : `${origin.instance}\n${fieldOf(origin.instance, origin.key)}`;
  return [id, writeGiven(request), writeDefinition(definition), now, from];
}

/** Neither namespaces nor names have a slash. */
function writeDefinition({ namespace, name, version }: DefinitionId): string {
  return `${namespace}/${name}/${version}`;
}

function readDefinition(definition: string): DefinitionId {
  const [namespace = '', name = '', ...version] = definition.split('/');
  return { namespace, name, version: version.join('/') };
}

/** Fields of an instance's row, in the order in which `storedInstance` and the scripts have them. */
export const instanceFields = ['status', 'definition', 'startedAt', 'given', 'state'] as const;

/** An instance by what its row has. The state is missing, or '', before the first turn. */
export function storedInstance(id: string, fields: readonly unknown[]): Instance {
  const [status, definition, startedAt, given, state] = fields;
  const head = {
    id,
    definition: readDefinition(text(definition)),
    status: word(status, instanceStatuses),
    startedAt: number(startedAt),
  };
  // Without one, what has begun would begin anew.
  if (!state && head.status !== 'pending') throw new Error(`The row of instance ${id} has lost its state`);
  return readInstance(head, text(given), text(state ?? ''));
}

/**
 * What `load` in Lua answers: revision, version, the fields of the instance, then id and stimulus of each entry. Undefined
 * for no instance.
 */
export function loaded(id: string, fields: readonly string[]): Work | undefined {
  const [revision, version] = fields;
  if (version === undefined) return undefined;
  const head = 2 + instanceFields.length;
  const entries = fields.slice(head);
  const inbox = entries.flatMap((entry, index) =>
    index % 2 === 0 ? [{ id: entry, stimulus: parse<InboxEntry['stimulus']>(text(entries[index + 1])) }] : [],
  );
  const work = { instance: storedInstance(id, fields.slice(2, head)), version: number(version), inbox };
  return revision === undefined || revision === '' ? work : { ...work, revision };
}

export function summary(row: unknown): InstanceSummary {
  const [id, status, definition, startedAt, endedAt] = list(row);
  return {
    id: text(id),
    definition: readDefinition(text(definition)),
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

export function pendingEffect(row: unknown): PendingEffect {
  const [id, field, effect] = texts(row);
  const instance = text(id);
  return { instance, effect: readEffect(keyOf(instance, text(field)), text(effect)) };
}

/** A stream message of history: a turn's entries as one array, and an id that counts the entries up to its last one. */
export function recorded(id: string, [, entries = '[]']: readonly string[]): RecordedEntry[] {
  const parsed = readEntries(entries);
  const last = Number(id.slice(0, id.indexOf('-')));
  return parsed.map((entry, index) => ({ ...entry, number: last - parsed.length + 1 + index }));
}
