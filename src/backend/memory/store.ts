import type { Service } from '../../catalog/model.ts';
import type { Effect } from '../../machine/command.ts';
import type { Instance } from '../../machine/instance.ts';
import type { AcceptedEvent, InboxEntry, NewInstance, RecordedEntry, StoredDefinition } from '../backend.ts';
import type { DoorbellQueue } from '../doorbell-queue.ts';
import type { Followers } from '../followers.ts';

/** An instance with all that belongs to it. */
export interface Row {
  instance: Instance;
  readonly origin: NewInstance['origin'];
  version: number;
  /** The arrival counter when it was created: kept events after it are early for this instance. */
  readonly born: number;
  /** In order of arrival. */
  inbox: InboxEntry[];
  /** Ids that `push` has seen, in that order. */
  readonly pushed: Set<string>;
  readonly waits: Set<string>;
  readonly timers: Map<string, number>;
  readonly effects: Map<string, HeldEffect>;
  readonly history: RecordedEntry[];
}

export interface HeldEffect {
  readonly effect: Effect;
  /** Grows with each effect that is added. */
  readonly order: number;
  owner: string;
  /** When its lease ends. */
  until: number;
}

/** Everything the memory backend holds. Values are shared, not copied: JSON is immutable by convention. */
export interface Store {
  readonly definitions: Map<string, StoredDefinition>;
  revision: number;
  /** By file. */
  readonly services: Map<string, Service>;
  readonly rows: Map<string, Row>;
  /** Ids of the instances that wait under a key. */
  readonly waiting: Map<string, Set<string>>;
  /** Accepted events by source and id, oldest first. */
  readonly accepted: Map<string, AcceptedEvent>;
  /** Kept events by key, oldest first. */
  readonly kept: Map<string, AcceptedEvent[]>;
  /** When the oldest remembered event was accepted; Infinity when there is none. Spares `forget` a walk. */
  oldest: number;
  /** The last arrival number given out. */
  arrival: number;
  /** The last order of an effect given out. */
  order: number;
  /** Milliseconds for which events are remembered and kept. */
  readonly retention: number;
  readonly queue: DoorbellQueue;
  readonly followers: Followers;
}
