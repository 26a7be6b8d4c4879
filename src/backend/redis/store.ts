import type { Connection } from './connection.ts';
import type { Partitions } from './partition.ts';

/** What the parts of the redis backend share. */
export interface Store {
  readonly connection: Connection;
  readonly partitions: Partitions;
  /** Tag of what belongs to no partition. */
  readonly meta: string;
  /** Milliseconds for which events are remembered and kept. */
  readonly retention: number;
  readonly bell: Bell;
}

/** Tells somebody that instances have something to do; here when this process listens, else through BullMQ. */
export interface Bell {
  /** Neither fails nor waits: whoever is not told is found by the next sweep. */
  ring(instances: readonly string[]): void;
}
