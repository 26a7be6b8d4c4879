import type { Backend } from '../backend/index.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import type { CloudEvent } from '../events/index.ts';

/** A store as one run sees it. */
export interface WatchedStore {
  readonly backend: Backend;
  /** Every event that was taken in, in order. */
  readonly accepted: readonly CloudEvent[];
  /** The instance that the run is about, once there is one. */
  main(): string | undefined;
  setMain(instance: string): void;
  /** False for the workflow of the run once it has its instance. */
  mayStart(workflow: DefinitionId): boolean;
}

/**
 * Watches the events that go into a store, and lets them start the workflow of the run once only: the run is about one
 * instance, whichever events its `schedule.on` would match afterwards.
 */
export function watch(backend: Backend, workflow: DefinitionId): WatchedStore {
  const accepted: CloudEvent[] = [];
  let main: string | undefined;
  const isMain = ({ namespace, name }: DefinitionId) =>
    namespace === workflow.namespace && name === workflow.name;
  const mayStart = (id: DefinitionId) => main === undefined || !isMain(id);
  return {
    accepted,
    main: () => main,
    setMain: (instance) => {
      main = instance;
    },
    mayStart,
    backend: {
      ...backend,
      instances: {
        ...backend.instances,
        async create(instance, fence) {
          if (isMain(instance.definition)) main ??= instance.id;
          return backend.instances.create(instance, fence);
        },
      },
      events: {
        ...backend.events,
        async accept(routed) {
          const starts = routed.starts.filter(({ definition }) => mayStart(definition));
          main ??= starts.find(({ definition }) => isMain(definition))?.id;
          const outcome = await backend.events.accept({ ...routed, starts });
          if (outcome === 'accepted') accepted.push(routed.event);
          return outcome;
        },
      },
    },
  };
}
