import type { RoutedEvent } from '../backend.ts';
import type { Partitions } from './partition.ts';
import { creation } from './rows.ts';

/** What an event is for, as it was routed when it was accepted. */
export type Route = Pick<RoutedEvent, 'keys' | 'starts'>;

/** An event between its first step and its last. */
export interface Arriving {
  readonly identity: string;
  /** JSON. */
  readonly body: string;
  readonly now: number;
  readonly route: Route;
  /** Milliseconds for which it is remembered. */
  readonly retention: number;
  /** The process that brings it answers the instances that it reaches. */
  readonly own: boolean;
}

/** What `accept` in Lua is given besides. */
export interface Fence {
  /** '' not to look. */
  readonly key: string;
  readonly revision: string;
}

type Arguments = readonly (string | number)[];

/**
 * An event as `accept` in Lua takes it; `others` is its route as JSON, where it goes to other partitions. Numbers and
 * words share one argument: each argument costs both sides more than its bytes.
 */
export function acceptArguments(
  arriving: Arriving & { readonly fence: Fence; readonly others: string },
  tag: string,
  partitions: Partitions,
): Arguments {
  const { fence, others, body } = arriving;
  const { words, route } = inside(tag, arriving, partitions);
  return [`${words} ${fence.revision}`, body, fence.key, others, ...route];
}

/** An event as `deliver` in Lua takes it. */
export function deliverArguments(arriving: Arriving, tag: string, partitions: Partitions): Arguments {
  const { words, route } = inside(tag, arriving, partitions);
  return [words, arriving.body, ...route];
}

/** Keys and starts as far as they concern one partition, and the words that tell of them. */
function inside(
  tag: string,
  { identity, now, retention, own, route }: Arriving,
  partitions: Partitions,
): { readonly words: string; readonly route: Arguments } {
  const starts = route.starts.filter(({ id }) => partitions.of(id) === tag);
  const words = [identity, now, retention, own ? 1 : 0, route.keys.length, starts.length];
  return {
    words: words.join(' '),
    route: [...route.keys.map(({ key, keep }) => (keep ? '1' : '0') + key), ...starts.flatMap(creation)],
  };
}
