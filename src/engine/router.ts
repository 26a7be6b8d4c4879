import type { Backend, NewInstance, RoutedEvent, StoredDefinition } from '../backend/backend.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import { type CloudEvent, type Subscription, SubscriptionIndex } from '../events/index.ts';
import { lifecyclePrefix, readEvent, type Trigger, tellsOf } from '../machine/index.ts';
import type { Clock } from './clock.ts';
import { derivedInstanceId } from './instance-id.ts';
import type { Log } from './log.ts';
import type { MachineCache } from './machines.ts';

/** What the router needs of one definition; small, so that it is kept for all of them. */
interface Route {
  readonly definition: DefinitionId;
  readonly subscriptions: readonly Subscription[];
  readonly triggers: readonly Trigger[];
}

/** The routes of one set of definitions. */
interface Table {
  readonly revision: string;
  readonly index: SubscriptionIndex;
  /** Of the subscriptions that name a type: others see no lifecycle events, or nobody would come to rest. */
  readonly named: SubscriptionIndex;
  /** Those of the latest versions with a `schedule.on`, by literal event type; `undefined` for triggers without one. */
  readonly starts: ReadonlyMap<string | undefined, readonly Start[]>;
  readonly lifecycle: ReadonlySet<string>;
}

interface Start {
  readonly definition: DefinitionId;
  readonly trigger: Trigger;
}

/**
 * Finds what an event is for and hands it to the store, which makes it durable. A process that serves without working
 * needs nothing else of the engine.
 *
 * The table of routes is built from the stored definitions and built again when their revision has changed. The store
 * takes no event in that was routed by an older revision, so one that comes after an `apply` sees what was applied, and
 * nobody asks before.
 */
export class Router {
  readonly #backend: Backend;
  readonly #machines: MachineCache;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #log: Log;
  readonly #changed: () => Promise<void>;
  #routes = new Map<string, Route>();
  #table: Table | undefined;
  #building: Promise<Table> | undefined;

  constructor(options: {
    readonly backend: Backend;
    readonly clock: Pick<Clock, 'now'>;
    readonly log: Log;
    readonly machines: MachineCache;
    /** Called before the first event after the set of definitions has changed. */
    readonly changed: () => Promise<void>;
  }) {
    this.#backend = options.backend;
    this.#machines = options.machines;
    this.#changed = options.changed;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** Takes an event in, durably and once. */
  async accept(event: CloudEvent): Promise<'accepted' | 'duplicate'> {
    const known = this.#table;
    if (known !== undefined) {
      const outcome = await this.#acceptBy(known, event, { revision: known.revision });
      if (outcome !== 'stale') return outcome;
    }
    // Its revision is asked for after the event came. To insist on the newest once more could go on for as long as
    // somebody applies one workflow after the other.
    const outcome = await this.#acceptBy(await this.#current(), event);
    if (outcome === 'stale') throw new Error('no revision was given that could be old');
    return outcome;
  }

  #acceptBy(
    table: Table,
    event: CloudEvent,
    fence: Pick<RoutedEvent, 'revision'> = {},
  ): ReturnType<Backend['events']['accept']> {
    const now = this.#clock.now();
    const keys = (isLifecycle(event) ? table.named : table.index).find(event, now);
    return this.#backend.events.accept({ event, now, keys, starts: startsOf(table, event, now), ...fence });
  }

  /**
   * Types of lifecycle events that a stored workflow names: no others are published. `revision` is the current one of
   * the definitions, where the caller has asked for it already.
   */
  async lifecycle(revision?: string): Promise<ReadonlySet<string>> {
    return (await this.#current(revision)).lifecycle;
  }

  async #current(known?: string): Promise<Table> {
    if (known !== undefined && this.#table?.revision === known) return this.#table;
    for (;;) {
      const revision = await this.#machines.revision();
      if (this.#table?.revision === revision) return this.#table;
      this.#building ??= this.#build(revision).finally(() => {
        this.#building = undefined;
      });
      const built = await this.#building;
      if (built.revision === revision) return built;
    }
  }

  async #build(revision: string): Promise<Table> {
    await this.#changed();
    const stored = await this.#backend.definitions.list();
    const routes = new Map<string, Route>();
    for (const definition of stored) {
      const route = this.#routes.get(definition.hash) ?? this.#route(definition);
      if (route !== undefined) routes.set(definition.hash, route);
    }
    this.#routes = routes;
    const latest = latestOf(stored).flatMap((definition) => routes.get(definition.hash) ?? []);
    const subscriptions = [...routes.values()].flatMap((route) => route.subscriptions);
    const table = {
      revision,
      index: new SubscriptionIndex(subscriptions),
      named: new SubscriptionIndex(subscriptions.filter(({ type }) => type !== undefined)),
      starts: byType(latest),
      lifecycle: lifecycleTypes([...routes.values()]),
    };
    this.#table = table;
    return table;
  }

  /** A definition that no longer compiles costs its own events, not everybody's. */
  #route(stored: StoredDefinition): Route | undefined {
    const { namespace, name, version } = stored;
    try {
      const { subscriptions: own, triggers, schedule } = this.#machines.compiled(stored);
      const subscriptions = [...own, ...(schedule?.machine.subscriptions ?? [])];
      return { definition: { namespace, name, version }, subscriptions, triggers };
    } catch (error) {
      const message = `the workflow ${namespace}/${name}:${version} does not compile; it receives no events`;
      this.#log({ level: 'error', message, error });
      return undefined;
    }
  }
}

function lifecycleTypes(routes: readonly Route[]): ReadonlySet<string> {
  const types = routes.flatMap(({ subscriptions, triggers }) => [
    ...subscriptions.map(({ type }) => type),
    ...triggers.map(({ filter }) => filter.subscription.type),
  ]);
  return new Set(
    types.filter((type) => type !== undefined).filter((type) => type.startsWith(lifecyclePrefix)),
  );
}

/** The store lists versions in ascending order, so the last one of a name is the latest. */
function latestOf(stored: readonly StoredDefinition[]): readonly StoredDefinition[] {
  return [...new Map(stored.map((one) => [JSON.stringify([one.namespace, one.name]), one])).values()];
}

function byType(routes: readonly Route[]): Table['starts'] {
  const starts = new Map<string | undefined, Start[]>();
  for (const { definition, triggers } of routes) {
    for (const trigger of triggers) {
      const { type } = trigger.filter.subscription;
      starts.set(type, [...(starts.get(type) ?? []), { definition, trigger }]);
    }
  }
  return starts;
}

function isLifecycle({ type }: CloudEvent): boolean {
  return type.startsWith(lifecyclePrefix);
}

/**
 * One instance for each workflow that the event starts, however many of its triggers match. What a workflow's own
 * instances go through starts no other one of it: that would never end.
 */
function startsOf(table: Table, event: CloudEvent, now: number): readonly NewInstance[] {
  const found = new Map<DefinitionId, NewInstance>();
  const unnamed = isLifecycle(event) ? undefined : table.starts.get(undefined);
  for (const { definition, trigger } of [...(table.starts.get(event.type) ?? []), ...(unnamed ?? [])]) {
    if (tellsOf(event, definition)) continue;
    if (found.has(definition) || !trigger.filter.subscription.matches(event, now)) continue;
    const identity = [definition.namespace, definition.name, definition.version, event.source, event.id];
    found.set(definition, {
      id: derivedInstanceId(now, JSON.stringify(identity)),
      definition,
      input: [readEvent(event, trigger.read)],
      now,
    });
  }
  return [...found.values()];
}
