import type { Backend, StoredDefinition } from '../backend/backend.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import {
  countCollected,
  hasEnded,
  type Instance,
  type InstanceStatus,
  scheduleOf,
} from '../machine/index.ts';
import { derivedInstanceId } from './instance-id.ts';
import type { MachineCache } from './machines.ts';

/**
 * Keeps one instance of every schedule: that of the latest version of its workflow. Its id is derived from the stored
 * version, so every process finds the same one without asking the others:
 *
 *   none ─applied─► live ─another version is the latest, or none─► ended ─the latest again, or a worker starts─► live, the next one
 *
 * One that is not the current one any more is ended at its next turn, and only then (see `isCurrent`).
 */
export class Schedules {
  readonly #backend: Backend;
  readonly #machines: MachineCache;
  readonly #now: () => number;
  readonly #clocks: boolean;
  #revision: string | undefined;
  #refreshing: Promise<void> | undefined;
  /** Id of the current instance of each schedule, by workflow. */
  #current = new Map<string, string>();

  constructor(options: {
    readonly backend: Backend;
    readonly machines: MachineCache;
    readonly now: () => number;
    /** False where schedules by the clock do not run. */
    readonly clocks: boolean;
  }) {
    this.#backend = options.backend;
    this.#machines = options.machines;
    this.#now = options.now;
    this.#clocks = options.clocks;
  }

  /**
   * Starts the schedules of what was applied since the last time, and ends those that it replaced. `known` is the
   * revision, where the caller has asked for it already.
   */
  async refresh(known?: string): Promise<void> {
    if (known !== undefined && known === this.#revision) return;
    // One at a time: an older list of definitions must not undo what a newer one has brought.
    for (;;) {
      const revision = await this.#machines.revision();
      if (revision === this.#revision) return;
      this.#refreshing ??= this.#refreshTo(revision).finally(() => {
        this.#refreshing = undefined;
      });
      await this.#refreshing;
    }
  }

  /** False for the instance of a schedule that another one has replaced. `workflow` is the one it is for. */
  async isCurrent(instance: { readonly id: string }, workflow: DefinitionId): Promise<boolean> {
    await this.refresh();
    const name = nameOf(workflow);
    if (this.#current.get(name) === instance.id) return true;
    // Another process may have seen a schedule end, and begun the next one.
    const latest = (await this.#backend.definitions.list()).findLast((stored) => nameOf(stored) === name);
    return latest !== undefined && this.#runs(latest) && (await this.#start(latest)) === instance.id;
  }

  async #refreshTo(revision: string): Promise<void> {
    const before = this.#current;
    const current = new Map<string, string>();
    for (const latest of latestOf(await this.#backend.definitions.list())) {
      if (this.#runs(latest)) current.set(nameOf(latest), await this.#start(latest));
    }
    this.#current = current;
    this.#revision = revision;
    for (const [name, id] of before) if (current.get(name) !== id) await this.#end(id);
  }

  /** A definition that no longer compiles costs its own schedule, not everybody's; the router says so. */
  #runs(stored: StoredDefinition): boolean {
    try {
      const { schedule } = this.#machines.compiled(stored);
      return schedule !== undefined && (this.#clocks || schedule.by === 'events');
    } catch {
      return false;
    }
  }

  /** The id of the live instance. */
  async #start(latest: StoredDefinition): Promise<string> {
    const { namespace, name, version, appliedAt } = latest;
    const definition = scheduleOf({ namespace, name, version });
    for (let generation = 0; ; generation++) {
      const id = instanceIdOf(latest, generation);
      // The first one counts ticks from when it was applied, whoever worked then.
      const input = generation === 0 ? { since: appliedAt } : {};
      if ((await this.#backend.instances.create({ id, definition, input, now: this.#now() })) === true)
        return id;
      const instance = await this.#backend.instances.get(id);
      if (instance !== undefined && !hasEnded(instance.status)) return id;
    }
  }

  async #end(instance: string): Promise<void> {
    const stimulus = { kind: 'cancel' as const, reason: 'the schedule was replaced' };
    await this.#backend.instances.push({ instance, id: 'cancel', stimulus, now: this.#now() });
  }
}

/** How a schedule stands. */
export interface ScheduleState {
  /** The instance that it is. */
  readonly instance: string;
  readonly status: InstanceStatus;
  /** When it starts the next one, in epoch milliseconds; absent where events do, while one runs, and while it rests. */
  readonly next?: number;
  /** Events that wait for others, of a schedule that collects them. */
  readonly collected?: number;
}

/** How the schedule of a stored version stands; undefined where it has none that lives. It only looks. */
export async function findSchedule(
  backend: Backend,
  stored: StoredDefinition,
): Promise<ScheduleState | undefined> {
  for (let generation = 0; ; generation++) {
    const instance = await backend.instances.get(instanceIdOf(stored, generation));
    if (instance === undefined) return undefined;
    if (!hasEnded(instance.status)) return { ...stateOf(instance), status: instance.status };
  }
}

function stateOf({ id, frames }: Instance): Omit<ScheduleState, 'status'> {
  const root = Object.values(frames).find(({ parent }) => parent === null);
  const next = root?.timers?.['tick'];
  const collected = root?.memory === undefined ? undefined : countCollected(root.memory);
  return {
    instance: id,
    ...(next === undefined ? {} : { next }),
    ...(collected === undefined ? {} : { collected }),
  };
}

function instanceIdOf(stored: StoredDefinition, generation: number): string {
  const { version, hash, appliedAt } = stored;
  const identity = [nameOf(stored), 'schedule', generation, version, hash, appliedAt];
  return derivedInstanceId(appliedAt, JSON.stringify(identity));
}

function nameOf({ namespace, name }: Pick<DefinitionId, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/** The store lists by namespace and name, versions ascending. */
function latestOf(stored: readonly StoredDefinition[]): readonly StoredDefinition[] {
  return stored.filter((one, index) => {
    const next = stored[index + 1];
    return next === undefined || nameOf(next) !== nameOf(one);
  });
}
