import type { Backend, StoredDefinition } from '../backend/backend.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import { hasEnded, scheduleOf } from '../machine/index.ts';
import { derivedInstanceId } from './instance-id.ts';
import type { MachineCache } from './machines.ts';

/**
 * Keeps one instance of every schedule: that of the latest version of its workflow. Its id is derived from the stored
 * versions, so every process finds the same one without asking the others, and any change of them makes it another.
 * One that is not the current one any more is ended at its next turn, and only then (see `isCurrent`).
 */
export class Schedules {
  readonly #backend: Backend;
  readonly #machines: MachineCache;
  readonly #now: () => number;
  readonly #clocks: boolean;
  #revision: string | undefined;
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

  /** Starts the schedules of what was applied since the last time, and ends those that it replaced. */
  async refresh(): Promise<void> {
    const revision = await this.#machines.revision();
    if (revision === this.#revision) return;
    const before = this.#current;
    const current = new Map<string, string>();
    for (const versions of byWorkflow(await this.#backend.definitions.list())) {
      const latest = versions.at(-1);
      if (latest === undefined || !this.#runs(latest)) continue;
      current.set(nameOf(latest), await this.#start(latest, versions));
    }
    this.#current = current;
    this.#revision = revision;
    for (const [name, id] of before) if (current.get(name) !== id) await this.#end(id);
  }

  /** False for the instance of a schedule that another one has replaced. `workflow` is the one it is for. */
  async isCurrent(instance: { readonly id: string }, workflow: DefinitionId): Promise<boolean> {
    await this.refresh();
    return this.#current.get(nameOf(workflow)) === instance.id;
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

  /** The id of the live instance. The same versions may come back: what they had once has ended then. */
  async #start(latest: StoredDefinition, versions: readonly StoredDefinition[]): Promise<string> {
    const { namespace, name, version } = latest;
    const definition = scheduleOf({ namespace, name, version });
    for (let generation = 0; ; generation++) {
      const id = instanceIdOf(latest, versions, generation);
      if (await this.#backend.instances.create({ id, definition, input: {}, now: this.#now() })) return id;
      const instance = await this.#backend.instances.get(id);
      if (instance !== undefined && !hasEnded(instance.status)) return id;
    }
  }

  async #end(instance: string): Promise<void> {
    const stimulus = { kind: 'cancel' as const, reason: 'the schedule was replaced' };
    await this.#backend.instances.push({ instance, id: 'cancel', stimulus, now: this.#now() });
  }
}

function instanceIdOf(
  latest: StoredDefinition,
  versions: readonly StoredDefinition[],
  generation: number,
): string {
  const identity = versions.map(({ version, hash, appliedAt }) => [version, hash, appliedAt]);
  return derivedInstanceId(
    latest.appliedAt,
    JSON.stringify([nameOf(latest), 'schedule', generation, identity]),
  );
}

function nameOf({ namespace, name }: Pick<DefinitionId, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/** The store lists by namespace and name, versions ascending. */
function byWorkflow(stored: readonly StoredDefinition[]): readonly (readonly StoredDefinition[])[] {
  const groups = new Map<string, StoredDefinition[]>();
  for (const one of stored) {
    const group = groups.get(nameOf(one));
    if (group === undefined) groups.set(nameOf(one), [one]);
    else group.push(one);
  }
  return [...groups.values()];
}
