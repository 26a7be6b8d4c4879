import type { Backend, Work } from '../backend/index.ts';
import type { LoadedWorkflow } from '../definitions/index.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import { type CloudEvent, SubscriptionIndex } from '../events/index.ts';
import {
  advance,
  type Frame,
  hasEnded,
  type Instance,
  type Machine,
  type Surroundings,
} from '../machine/index.ts';

/** Later than any event of the store, so that no wait takes it for one it had before. */
const latestArrival = Number.MAX_SAFE_INTEGER;

/** What listens for events in a store: its waiting instances, and the triggers of its workflows. */
export class Listeners {
  readonly #backend: Backend;
  readonly #machines: readonly Machine[];
  readonly #index: SubscriptionIndex;
  readonly #surroundings: () => Surroundings;

  constructor(options: {
    readonly backend: Backend;
    readonly workflows: readonly LoadedWorkflow[];
    readonly surroundings: () => Surroundings;
  }) {
    this.#backend = options.backend;
    this.#machines = options.workflows.flatMap(({ machine }) =>
      machine.schedule === undefined ? [machine] : [machine, machine.schedule.machine],
    );
    this.#index = new SubscriptionIndex(this.#machines.flatMap(({ subscriptions }) => subscriptions));
    this.#surroundings = options.surroundings;
  }

  /** True when the event would start an instance of a workflow that may still be started. */
  starts(event: CloudEvent, mayStart: (workflow: DefinitionId) => boolean): boolean {
    const { now } = this.#surroundings();
    return this.#machines.some(
      ({ id, triggers }) =>
        mayStart(id) && triggers.some(({ filter }) => filter.subscription.matches(event, now)),
    );
  }

  /** True when a live instance would take the event now. Asks the machine itself and throws away what it would do. */
  async take(event: CloudEvent): Promise<boolean> {
    const surroundings = this.#surroundings();
    const found = this.#index.find(event, surroundings.now).map(({ key }) => key);
    if (found.length === 0) return false;
    for (const { instance } of await this.#live()) {
      const machine = this.#machineOf(instance.definition);
      const keys = found.filter((key) => framesOf(instance).some(({ waits }) => waits?.includes(key)));
      if (machine === undefined || keys.length === 0) continue;
      const stimuli = keys.map((key) => ({ kind: 'event' as const, key, event, arrival: latestArrival }));
      const { history } = advance({ machine, instance, stimuli, surroundings });
      if (history.some(({ type }) => type === 'event.matched')) return true;
    }
    return false;
  }

  /** What live instances wait for, one line for each wait, for people. */
  async describe(): Promise<readonly string[]> {
    return (await this.#live()).flatMap(({ instance }) => {
      const machine = this.#machineOf(instance.definition);
      return framesOf(instance).flatMap(({ task, waits = [] }) => {
        if (machine === undefined || waits.length === 0) return [];
        const types = machine.subscriptions
          .filter(({ id }) => waits.some((key) => key === id || key.startsWith(`${id}~`)))
          .map(({ type }) => type ?? 'of any type');
        return [`${machine.id.name} listens for ${[...new Set(types)].join(', ')} at ${task}`];
      });
    });
  }

  /** True when something has happened to a live instance that it has not been told yet. */
  async hasInbox(): Promise<boolean> {
    return (await this.#live()).some(({ inbox }) => inbox.length > 0);
  }

  /** Instances that have not ended. */
  async #live(): Promise<readonly Work[]> {
    const summaries = await this.#backend.instances.list({ limit: Number.MAX_SAFE_INTEGER });
    const live = summaries.filter(({ status }) => !hasEnded(status));
    const works = await Promise.all(live.map(({ id }) => this.#backend.instances.load(id)));
    return works.filter((work) => work !== undefined);
  }

  #machineOf({ namespace, name, version }: DefinitionId): Machine | undefined {
    return this.#machines.find(
      ({ id }) => id.namespace === namespace && id.name === name && id.version === version,
    );
  }
}

function framesOf(instance: Instance): readonly Frame[] {
  return Object.values(instance.frames);
}
