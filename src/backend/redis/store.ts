import type { RingAbout } from '../doorbell-queue.ts';
import type { Connection } from './connection.ts';
import type { Partitions } from './partition.ts';

/** What the parts of the redis backend share. */
export interface Store {
  readonly connection: Connection;
  readonly partitions: Partitions;
  /** Tag of what belongs to no partition. */
  readonly meta: string;
  /** Key of the definitions' revision, for scripts of any partition; '' on a cluster, where it may live elsewhere. */
  readonly revisionKey: string;
  /** Milliseconds for which events are remembered and kept. */
  readonly retention: number;
  readonly bell: Bell;
}

/** Tells somebody that instances have something to do: this process when it listens, else whoever claims them. */
export interface Bell {
  /** True while this process answers what it writes. Scripts are told, and leave to others what it does not. */
  readonly answers: boolean;
  /**
   * For what is marked as this process's own: it is answered here, or handed to others when this process does not
   * listen (any more). Neither fails nor waits: whoever is not told is found by the next sweep. Only one by itself comes
   * with what its turn starts from.
   */
  ring(instances: readonly string[], about?: RingAbout): void;
}
