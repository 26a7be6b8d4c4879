import type { PendingEffect } from '../backend/backend.ts';

/** The most that are remembered, those that were left last. */
const remembered = 10_000;

const none: readonly string[] = [];

/**
 * Activities that this process has committed and left in the store, by workflow and in their order. Any process may have
 * taken them meanwhile. One that is forgotten here is found by its place in the line of the store.
 */
export class Left {
  readonly #ofWorkflow = new Map<string, Map<string, PendingEffect>>();
  /** The workflow of each, by the key of its effect; the oldest first. */
  readonly #workflows = new Map<string, string>();

  has(key: string): boolean {
    return this.#workflows.has(key);
  }

  /** The workflows that have some. */
  workflows(): readonly string[] {
    return this.#ofWorkflow.size === 0 ? none : [...this.#ofWorkflow.keys()];
  }

  countOf(workflow: string): number {
    return this.#ofWorkflow.get(workflow)?.size ?? 0;
  }

  add(workflow: string, pending: PendingEffect): void {
    const { key } = pending.effect;
    this.delete(key);
    const own = this.#ofWorkflow.get(workflow) ?? new Map();
    this.#ofWorkflow.set(workflow, own.set(key, pending));
    this.#workflows.set(key, workflow);
    for (const oldest of this.#workflows.keys()) {
      if (this.#workflows.size <= remembered) return;
      this.delete(oldest);
    }
  }

  /** False when it was not here. */
  delete(key: string): boolean {
    const workflow = this.#workflows.get(key);
    if (workflow === undefined) return false;
    this.#workflows.delete(key);
    const own = this.#ofWorkflow.get(workflow);
    own?.delete(key);
    if (own?.size === 0) this.#ofWorkflow.delete(workflow);
    return true;
  }

  /** Takes out those of a workflow that were left first. */
  takeOf(workflow: string, most: number): readonly PendingEffect[] {
    const taken = [...(this.#ofWorkflow.get(workflow)?.values() ?? [])].slice(0, most);
    for (const { effect } of taken) this.delete(effect.key);
    return taken;
  }
}
