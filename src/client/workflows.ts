import { setTimeout as delay } from 'node:timers/promises';
import type { Backend, StoredDefinition } from '../backend/backend.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import type { ScheduleState } from '../engine/index.ts';
import { isObject } from '../json/json.ts';
import { Failure } from '../problem/failure.ts';
import type { WorkflowReference, WorkflowSummary } from './client.ts';

/** `<namespace>/<name>:<version>`, as it is written everywhere. */
export function nameOf(id: DefinitionId): string {
  return `${id.namespace}/${id.name}:${id.version}`;
}

/** The definition a reference names. @throws Failure `not-found`. */
export async function findDefinition(
  backend: Backend,
  reference: WorkflowReference,
): Promise<StoredDefinition> {
  const { namespace = 'default', name, version = 'latest' } = reference;
  const stored = await backend.definitions.get({ namespace, name, version });
  if (stored !== undefined) return stored;
  const named = (await backend.definitions.list()).filter((candidate) => candidate.name === name);
  throw new Failure('not-found', `no workflow ${nameOf({ namespace, name, version })}`, {
    hint:
      named.length === 0 ? 'workflow list shows what is applied' : `there is ${named.map(nameOf).join(', ')}`,
  });
}

const live = ['pending', 'running', 'waiting', 'suspended'] as const;

/** How long a start that had found the definition before it was removed may take to write its instance. */
const graceOfStarts = 250;

/**
 * Removes a version that no live instance needs. Nothing starts an instance of it once it is removed, so it is looked
 * for instances again after that: one that was started meanwhile gets its definition back before it is given up.
 * @throws Failure `not-found`; `conflict` when an instance is live, and then the version is there as before.
 */
export async function deleteWorkflow(backend: Backend, id: DefinitionId): Promise<void> {
  const stored = await findDefinition(backend, id);
  const { namespace, name, version } = stored;
  await refuseLive(backend, { namespace, name, version });
  if (!(await backend.definitions.remove({ namespace, name, version }))) return;
  try {
    await refuseLive(backend, { namespace, name, version });
    await delay(graceOfStarts);
    await refuseLive(backend, { namespace, name, version });
  } catch (error) {
    // Also when the store failed to say: a definition too many harms nobody.
    await backend.definitions.put(stored);
    throw error;
  }
}

async function refuseLive(backend: Backend, id: DefinitionId): Promise<void> {
  const { namespace, name, version } = id;
  for (const status of live) {
    const [instance] = await backend.instances.list({ status, namespace, name, version, limit: 1 });
    if (instance !== undefined) {
      throw new Failure('conflict', `instance ${instance.id} of ${nameOf(id)} is ${status}`, {
        hint: 'wait for its end, or cancel it: eventctl instance cancel ID',
      });
    }
  }
}

/**
 * What a list shows of a definition. The text was checked when it was applied, so it is only read here and not
 * compiled: a list of many stays cheap.
 */
export async function summarise(stored: StoredDefinition): Promise<WorkflowSummary> {
  const { parse } = await import('yaml');
  const definition: unknown = parse(stored.text);
  const title = member(member(definition, 'document'), 'title');
  return {
    namespace: stored.namespace,
    name: stored.name,
    version: stored.version,
    ...(typeof title === 'string' ? { title } : {}),
    file: stored.file,
    appliedAt: stored.appliedAt,
    startedBy: startingTypes(member(member(definition, 'schedule'), 'on')),
  };
}

/** How the schedule of a version stands, if it has one that lives. */
export async function scheduleOf(
  backend: Backend,
  stored: StoredDefinition,
): Promise<ScheduleState | undefined> {
  const { parse } = await import('yaml');
  const definition: unknown = parse(stored.text);
  if (member(definition, 'schedule') === undefined) return undefined;
  const { findSchedule } = await import('../engine/index.ts');
  return findSchedule(backend, stored);
}

/** The `type` of every filter under `schedule.on`, as it is written. */
function startingTypes(on: unknown): readonly string[] {
  const filters = ['one', 'any', 'all'].flatMap((strategy) => member(on, strategy) ?? []);
  const types = filters.map((filter) => member(member(filter, 'with'), 'type'));
  return [...new Set(types.filter((type) => typeof type === 'string'))];
}

function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
