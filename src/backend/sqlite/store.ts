import type { DoorbellQueue } from '../doorbell-queue.ts';
import type { Followers } from '../followers.ts';
import type { Driver } from './driver.ts';
import type { Group } from './group.ts';

/** What the nouns of the sqlite backend share. */
export interface Store {
  readonly driver: Driver;
  readonly group: Group;
  readonly queue: DoorbellQueue;
  readonly followers: Followers;
  /** Milliseconds for which events are remembered and kept. */
  readonly retention: number;
  /** Makes this process the owner of the file. @throws Failure `conflict`. */
  own(): void;
  /** True when this process is the owner. */
  owns(): boolean;
  /** Aborts when the store is closed. */
  readonly closed: AbortSignal;
}
