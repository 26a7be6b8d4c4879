import type { Service } from '../catalog/model.ts';
import type { DefinitionId } from '../dsl/workflow.ts';
import type { CloudEvent } from '../events/cloudevent.ts';
import type { Json } from '../json/json.ts';
import type { Commands, Effect, HistoryEntry } from '../machine/command.ts';
import type { Instance, InstanceStatus, ParentLink } from '../machine/instance.ts';
import type { Stimulus } from '../machine/stimulus.ts';

/**
 * Where everything durable lives. Terminology:
 *
 * - **inbox**: stimuli that wait for an instance, in order of arrival.
 * - **commit**: the one atomic write of a turn, fenced by the instance's version.
 * - **wait**: an instance under an index key; **kept event**: a correlated event under such a key.
 * - **effect**: a side effect that a commit asked for and nobody has settled yet.
 * - **doorbell**: the hint "this instance has something to do". It may be lost or doubled; `sweep` rings again.
 *
 * Every method that changes something returns after the change is durable. Every method is safe to repeat with the
 * same ids. Times are epoch milliseconds, given by the caller.
 * @throws Failure with code `unreachable` when the store cannot be reached.
 */
export interface Backend {
  /** For people: `memory`, `sqlite .eventctl/eventctl.db`, `redis 127.0.0.1:6379`. */
  readonly description: string;
  readonly definitions: Definitions;
  readonly services: Services;
  readonly instances: Instances;
  readonly events: Events;
  readonly effects: Effects;
  readonly history: History;
  readonly doorbell: Doorbell;
  /** Of a store that processes share. Absent where each process does all chores itself. */
  readonly chores?: Chores;
  close(): Promise<void>;
}

/** A stored workflow: its text, and the catalog operations it was bound to when it was applied. */
export interface StoredDefinition extends DefinitionId {
  /** SHA-256 of the definition's canonical form, in hex. */
  readonly hash: string;
  readonly file: string;
  readonly text: string;
  /** Resolved catalog operations by JSON pointer of the task that names them. */
  readonly bindings: Readonly<Record<string, Json>>;
  readonly appliedAt: number;
}

export interface Definitions {
  /** Stores it unless that version exists. `conflict`: the version exists with another hash; nothing is written. */
  put(definition: StoredDefinition): Promise<'created' | 'unchanged' | 'conflict'>;
  /** `version: 'latest'` is the highest by semantic versioning. */
  get(id: DefinitionId): Promise<StoredDefinition | undefined>;
  /** All, ordered by namespace, name, then version ascending by semantic versioning. */
  list(): Promise<readonly StoredDefinition[]>;
  remove(id: DefinitionId): Promise<boolean>;
  /** Changes whenever the set of definitions changes; cheap to ask. */
  revision(): Promise<string>;
}

export interface Services {
  /** Stores a service under its file name, replacing an older one. */
  put(service: Service): Promise<'created' | 'updated' | 'unchanged'>;
  list(): Promise<readonly Service[]>;
  remove(file: string): Promise<boolean>;
}

export interface NewInstance {
  readonly id: string;
  readonly definition: DefinitionId;
  readonly input: Json;
  readonly now: number;
  readonly parent?: ParentLink;
  /** The effect that asks for it. While that is pending the instance is not forgotten: it would be created anew. */
  readonly origin?: { readonly instance: string; readonly key: string };
}

/** What a turn starts from. */
export interface Work {
  readonly instance: Instance;
  readonly version: number;
  /** Oldest first; at most 256 entries at a time. */
  readonly inbox: readonly InboxEntry[];
  /** The revision of the definitions, where the store can tell it along. */
  readonly revision?: string;
}

export interface InboxEntry {
  readonly id: string;
  readonly stimulus: Stimulus;
}

export interface Turn {
  /** The state after the turn; `instance.id` names the row. What it was created with (see `NewInstance`) is as it was. */
  readonly instance: Instance;
  /** The version the turn started from. */
  readonly version: number;
  /** Inbox entries it used up. */
  readonly consumed: readonly string[];
  /**
   * Keys of effects of this instance whose results the turn took directly, without the inbox. The commit forgets them
   * as `effects.settle` would; when one of them is gone already, the whole commit is a conflict. At most 256.
   */
  readonly settled?: readonly string[];
  readonly commands: Commands;
  readonly history: readonly HistoryEntry[];
  /** So many entries of the log stay, the newest; older ones may go. All stay unless given. */
  readonly logLimit?: number;
  /** Effects that `commands.effects.add` names are leased to this owner, so that nobody repeats them. */
  readonly lease: Lease;
}

/**
 * An effect reserved for a process. A store that several machines share measures it by its own clock, so that none of
 * their clocks can end another one's lease early; only a store of one machine counts from `from`.
 */
export interface Lease {
  readonly owner: string;
  /** The caller's time. */
  readonly from: number;
  /** Milliseconds; 0 is over at once. */
  readonly duration: number;
}

export interface InstanceSummary {
  readonly id: string;
  readonly definition: DefinitionId;
  readonly status: InstanceStatus;
  readonly startedAt: number;
  readonly endedAt?: number;
}

export interface Instances {
  /**
   * Creates it `pending` with a `start` stimulus and rings. False when the id exists: nothing changes.
   * `stale`: the definitions have another revision than the given one, by which the caller found what to start; nothing
   * changes.
   */
  create(instance: NewInstance, fence?: { readonly revision: string }): Promise<boolean | 'stale'>;
  get(id: string): Promise<Instance | undefined>;
  /** Newest first. */
  list(query: {
    readonly status?: InstanceStatus;
    readonly namespace?: string;
    readonly name?: string;
    readonly version?: string;
    readonly limit: number;
  }): Promise<readonly InstanceSummary[]>;
  /**
   * Adds a stimulus and rings. False when the instance does not exist or has ended, or when `id` was pushed before: the
   * last 1 000 ids of an instance are remembered.
   */
  push(request: {
    readonly instance: string;
    readonly id: string;
    readonly stimulus: Stimulus;
    readonly now: number;
  }): Promise<boolean>;
  /** Undefined when the instance does not exist. An empty inbox means there is nothing to do. */
  load(id: string): Promise<Work | undefined>;
  /**
   * Writes a turn, all or nothing, and raises the version by one. `conflict`: another turn was first, or an
   * effect of `settled` is gone; load again. For each new wait with `early`, kept events under its key become inbox
   * entries in the same write (see `Wait`).
   * `more` tells that the inbox is not empty afterwards (the caller goes on, nobody else is rung).
   */
  commit(turn: Turn): Promise<'conflict' | { readonly more: boolean }>;
  /**
   * Removes instances that ended at `endedBefore` or earlier, with their logs, in small writes. Returns how many: when
   * it is less than `limit`, there are no more of them now. One stays while an effect of its own or its `origin` is
   * pending, and schedules stay, because the next one is found by those before it.
   */
  forget(request: { readonly endedBefore: number; readonly limit: number }): Promise<number>;
}

/** An event with what the router found for it. */
export interface RoutedEvent {
  readonly event: CloudEvent;
  readonly now: number;
  /** Index keys to look under. `keep`: also keep the event under the key for waits that come later. */
  readonly keys: readonly { readonly key: string; readonly keep: boolean }[];
  /** Instances to start (`schedule.on`). */
  readonly starts: readonly NewInstance[];
  /** The revision of the definitions that it was routed by. */
  readonly revision?: string;
}

export interface AcceptedEvent {
  readonly event: CloudEvent;
  readonly arrival: number;
  readonly acceptedAt: number;
  /** How many instances it was delivered to or started. */
  readonly deliveries: number;
}

export interface Events {
  /**
   * Takes an event in, durably and once (by source and id, remembered for the retention time), puts it into the inbox
   * of every instance that waits under one of the keys, keeps it where asked, starts what it starts, and rings.
   * A crash after it was taken in is finished by `doorbell.sweep`.
   * `stale`: the definitions have another revision by now; nothing is changed, it has to be routed anew.
   */
  accept(routed: RoutedEvent): Promise<'accepted' | 'duplicate' | 'stale'>;
  /** Newest first. */
  list(query: { readonly type?: string; readonly limit: number }): Promise<readonly AcceptedEvent[]>;
}

export interface PendingEffect {
  readonly instance: string;
  readonly effect: Effect;
}

export interface Effects {
  /** The effect is done: forget it, and add its result (if any) to its own instance's inbox under the effect's key. False when it was settled or cancelled before; then nothing is added. */
  settle(request: {
    readonly instance: string;
    readonly key: string;
    readonly result?: Stimulus;
    readonly now: number;
  }): Promise<boolean>;
  /** Begins the lease anew. False when the effect is settled, cancelled or taken over by another owner: stop working on it. */
  renew(request: {
    readonly instance: string;
    readonly key: string;
    readonly lease: Lease;
  }): Promise<boolean>;
  /**
   * Takes over effects whose lease has run out: at `now`, or by the store's own clock where it measures
   * leases by that. Those of one instance come in the order in which commits added them.
   */
  takeExpired(request: {
    readonly now: number;
    readonly lease: Lease;
    readonly limit: number;
  }): Promise<readonly PendingEffect[]>;
}

export interface RecordedEntry extends HistoryEntry {
  /** Counts from 1 within the instance. */
  readonly number: number;
}

export interface History {
  /** Entries with a higher number than `after`, oldest first. */
  read(query: { readonly instance: string; readonly after: number }): Promise<readonly RecordedEntry[]>;
  /** As `read`, then goes on as entries are written, until the signal aborts. Waits without polling. */
  follow(query: {
    readonly instance: string;
    readonly after: number;
    readonly signal: AbortSignal;
  }): AsyncIterable<RecordedEntry>;
}

export interface Doorbell {
  /**
   * Calls `answer` for each instance that has something in its inbox; at most `concurrency` calls at a time, never two
   * at once for one instance in this process. Rings from this process are answered in it when it listens.
   * `work` is what was loaded when the ring was taken, where the store does both at once: the answer begins with it.
   */
  listen(listener: {
    readonly concurrency: number;
    readonly answer: (instance: string, work?: Work) => Promise<void>;
  }): Promise<Listening>;
  /** Moves every timer due at `now` into its instance's inbox and rings. Returns the time of the next one, if any. */
  fire(now: number): Promise<number | undefined>;
  /** The earliest timer, if any. */
  nextTimer(): Promise<number | undefined>;
  /**
   * What there can be to do for every process, asked for at once. Absent where trying costs no more than asking.
   * It never rejects: of what cannot be asked it says that there is something.
   */
  look?(): Promise<Prospect>;
  /** Rings for every instance with a non-empty inbox that nobody answered since `before`, and finishes half-routed events. */
  sweep(request: { readonly now: number; readonly before: number }): Promise<void>;
  /** How many instances have something in their inbox: the work that nobody has done yet. Meant to be asked a few times a second. */
  backlog(): Promise<number>;
}

export interface Prospect {
  /** Of the earliest timer, if any; `-Infinity` when that is not known. */
  readonly nextTimer: number | undefined;
  /** Leases of effects may have run out. */
  readonly expired: boolean;
  /** Of the definitions, where the store can tell it along. */
  readonly revision?: string;
}

export interface Listening {
  /** Stops taking new rings and resolves when the running answers have ended. */
  stop(): Promise<void>;
}

/** Something done about a store as a whole, again and again. Doing it twice at once does no harm. */
export interface Chore {
  readonly name: string;
  /** Milliseconds from one time to the next. */
  readonly interval: number;
  /** Does it once, and never rejects. It ends early when the signal aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** Hands each chore to one of the processes that share a store. */
export interface Chores {
  /**
   * Takes part in these chores until it is stopped: each is done about every `interval`, by one of those who take part.
   * When that one dies, another is found within three intervals. Returns at once, and goes on while the store is away.
   */
  share(chores: readonly Chore[]): Listening;
}
