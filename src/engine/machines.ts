import type { Backend, StoredDefinition } from '../backend/backend.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import { type Machine, scheduledBy } from '../machine/index.ts';
import { askTogether } from './ask-together.ts';
import { dropOldest } from './drop-oldest.ts';

/** Compiles a stored definition. @throws when it does not compile (it did when it was applied). */
export type Compile = (stored: StoredDefinition) => Machine;

/** Compiled definitions kept at once. */
const capacity = 512;

/** Milliseconds for which a revision counts as recent. */
const recently = 100;

/**
 * Definitions as machines. A definition never changes under its id while it is stored, but it may be removed and
 * another one applied in its place: what an id names is asked again whenever the set of definitions has changed.
 */
export class MachineCache {
  readonly #backend: Backend;
  readonly #compile: Compile;
  readonly #revision: () => Promise<string>;
  /** By content, least recently used first. */
  readonly #machines = new Map<string, Machine>();
  /** What ids name, `latest` included, as of `#seen`. */
  readonly #named = new Map<string, Machine>();
  #seen: string | undefined;
  /** The last answer to what the revision is, and when it was asked for, in real milliseconds. */
  #last: { readonly revision: string; readonly asked: number } | undefined;

  constructor(backend: Backend, compile: Compile) {
    this.#backend = backend;
    this.#compile = compile;
    this.#revision = askTogether(async () => {
      const asked = performance.now();
      const revision = await backend.definitions.revision();
      this.#last = { revision, asked };
      return revision;
    });
  }

  /** Changes whenever the set of definitions changes. */
  revision(): Promise<string> {
    return this.#revision();
  }

  /** The revision, asked for only where the store has not told it along with what it gave. */
  revisionWith({ revision }: { readonly revision?: string }): string | Promise<string> {
    return revision ?? this.#revision();
  }

  /**
   * The revision as it was some milliseconds ago at the most, mostly without asking: for instances that this process is
   * working on, whose definition it knows.
   */
  recentRevision(): string | Promise<string> {
    const last = this.#last;
    return last !== undefined && performance.now() - last.asked < recently ? last.revision : this.#revision();
  }

  /**
   * The machine an id names, a schedule's too; `version: 'latest'` is the highest. Undefined when there is none.
   * `revision` is the current one, where the caller has asked for it already.
   * @throws what the compiler throws.
   */
  async find(id: DefinitionId, revision?: string): Promise<Machine | undefined> {
    const current = revision ?? (await this.revision());
    return this.known(id, current) ?? this.#findAt(id, current);
  }

  /** The machine an id names, where it is at hand: turns need not wait for it. */
  known(id: DefinitionId, revision: string): Machine | undefined {
    return revision === this.#seen ? this.#named.get(nameOf(id)) : undefined;
  }

  /** The machine an id named when the revision was seen last, and that revision. */
  atHand(id: DefinitionId): { readonly machine: Machine | undefined; readonly revision: string | undefined } {
    return { machine: this.#named.get(nameOf(id)), revision: this.#seen };
  }

  async #findAt(id: DefinitionId, revision: string): Promise<Machine | undefined> {
    if (revision !== this.#seen) {
      this.#named.clear();
      this.#seen = revision;
    }
    const workflow = scheduledBy(id);
    const stored = await this.#backend.definitions.get(workflow ?? id);
    if (stored === undefined) return undefined;
    const compiled = this.compiled(stored);
    const machine = workflow === undefined ? compiled : compiled.schedule?.machine;
    if (machine === undefined) return undefined;
    if (this.#seen === revision) {
      if (this.#named.size >= capacity) this.#named.clear();
      this.#named.set(nameOf(id), machine);
    }
    return machine;
  }

  /** @throws what the compiler throws. */
  compiled(stored: StoredDefinition): Machine {
    const content = stored.hash;
    const machine = this.#machines.get(content) ?? this.#compile(stored);
    this.#machines.delete(content);
    this.#machines.set(content, machine);
    dropOldest(this.#machines, capacity);
    return machine;
  }
}

/** No stored definition has a line break in its id. */
function nameOf({ namespace, name, version }: DefinitionId): string {
  return `${namespace}\n${name}\n${version}`;
}
