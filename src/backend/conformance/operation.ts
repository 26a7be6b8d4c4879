import type { Effect, Wait } from '../../machine/command.ts';
import type { Stimulus } from '../../machine/stimulus.ts';
import { day, now } from './samples.ts';

/** One step of a random sequence: plain data, so that a failing sequence can be printed and repeated. */
export type Operation =
  | { readonly do: 'define'; readonly version: string; readonly hash: string }
  | { readonly do: 'undefine'; readonly version: string }
  | {
      readonly do: 'create';
      readonly instance: string;
      /** The effect that asks for it, if one does. */
      readonly origin: { readonly instance: string; readonly key: string } | null;
      readonly now: number;
    }
  | { readonly do: 'push'; readonly instance: string; readonly id: string; readonly now: number }
  | {
      readonly do: 'accept';
      readonly event: string;
      readonly keys: readonly { readonly key: string; readonly keep: boolean }[];
      readonly starts: readonly string[];
      readonly now: number;
    }
  | { readonly do: 'load'; readonly instance: string }
  | {
      readonly do: 'commit';
      readonly instance: string;
      /** From what the last `load` has seen instead of what is there now. */
      readonly stale: boolean;
      /** Which entries of the inbox it uses up, by position. */
      readonly consumed: readonly number[];
      /** Keys of effects whose results it takes directly. */
      readonly settled: readonly string[];
      readonly status: 'running' | 'waiting' | 'suspended' | 'completed' | 'faulted' | 'cancelled';
      readonly effects: { readonly add: readonly Effect[]; readonly remove: readonly string[] };
      /** `since` is the number of the oldest event in the inbox that the turn starts from. */
      readonly waits: {
        readonly add: readonly (Omit<Wait, 'since'> & { readonly sinceOldest: boolean })[];
        readonly remove: readonly string[];
      };
      readonly timers: {
        readonly set: readonly { readonly id: string; readonly at: number }[];
        readonly clear: readonly string[];
      };
      readonly history: number;
      readonly owner: string;
      /** Whether its leases last beyond the sequence, or are over at once. */
      readonly lasts: boolean;
      readonly now: number;
    }
  | {
      readonly do: 'settle';
      readonly instance: string;
      readonly key: string;
      readonly result: Stimulus | null;
      readonly now: number;
    }
  | {
      readonly do: 'renew';
      readonly instance: string;
      readonly key: string;
      readonly owner: string;
      readonly lasts: boolean;
      readonly now: number;
    }
  | {
      readonly do: 'takeExpired';
      readonly owner: string;
      readonly lasts: boolean;
      readonly now: number;
    }
  | { readonly do: 'fire'; readonly now: number }
  | { readonly do: 'forget'; readonly endedBefore: number }
  | { readonly do: 'sweep'; readonly now: number };

export const instances: readonly string[] = ['a', 'b', 'c', 'd', 'e'];
const keys = ['k1', 'k2', 'k3'];
// Some are named after an instance, and all instances may have them.
const effectKeys = ['e1', 'e2', 'a~1', 'b/do/0~2'];
const timers = ['t1', 't2', 't3'];
const owners = ['one', 'two'];
const statuses = ['running', 'waiting', 'waiting', 'suspended', 'completed', 'faulted', 'cancelled'] as const;
const versions = ['1.0.0', '1.0.0-rc.1', '1.10.0', '1.9.0'];

/** A sequence that is the same for the same seed. Names come from small pools, so that operations meet. */
export function randomOperations(seed: number, count: number): readonly Operation[] {
  const random = mulberry32(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const chance = (probability: number) => random() < probability;
  const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T => {
    const found = list[below(list.length)];
    if (found === undefined) throw new Error('Nothing to pick from');
    return found;
  };
  const some = <T>(list: readonly T[], probability: number) => list.filter(() => chance(probability));
  let time = now;
  // Coarse times meet exactly, so that a store that takes `before` for `at` is found out.
  const round = (at: number) => Math.ceil(at / 100) * 100;

  const effect = (key: string): Effect =>
    chance(0.5) ? { kind: 'activity', key, frame: String(below(9)) } : { kind: 'cancel', key, child: 'x' };

  const makers: readonly [weight: number, make: () => Operation][] = [
    [1, () => ({ do: 'define', version: pick(versions), hash: pick(['h1', 'h1', 'h2']) })],
    [1, () => ({ do: 'undefine', version: pick(versions) })],
    [
      5,
      () => {
        const origin = chance(0.5) ? { instance: pick(instances), key: pick(effectKeys) } : null;
        return { do: 'create', instance: pick(instances), origin, now: time };
      },
    ],
    [8, () => ({ do: 'push', instance: pick(instances), id: `p${below(6)}`, now: time })],
    [
      12,
      () => ({
        do: 'accept',
        event: `v${below(40)}`,
        keys: some(keys, 0.6).map((key) => ({ key, keep: chance(0.6) })),
        starts: some(instances, 0.1),
        now: time,
      }),
    ],
    [4, () => ({ do: 'load', instance: pick(instances) })],
    [
      24,
      () => ({
        do: 'commit',
        instance: pick(instances),
        stale: chance(0.15),
        consumed: some([0, 1, 2, 3, 4, 5, 6, 7], 0.7),
        settled: chance(0.15) ? [pick(effectKeys)] : [],
        status: chance(0.12) ? pick(statuses) : 'waiting',
        effects: { add: some(effectKeys, 0.2).map(effect), remove: some(effectKeys, 0.1) },
        waits: {
          add: some(keys, 0.3).map((key) => ({ key, early: chance(0.6), sinceOldest: chance(0.3) })),
          remove: some(keys, 0.25),
        },
        timers: {
          set: some(timers, 0.2).map((id) => ({ id, at: round(time + below(4000)) })),
          clear: some(timers, 0.15),
        },
        history: below(3),
        owner: pick(owners),
        lasts: chance(0.5),
        now: time,
      }),
    ],
    [
      8,
      () => {
        const key = pick(effectKeys);
        const result: Stimulus | null = chance(0.7) ? { kind: 'completed', key, output: below(9) } : null;
        return { do: 'settle', instance: pick(instances), key, result, now: time };
      },
    ],
    [
      4,
      () => ({
        do: 'renew',
        instance: pick(instances),
        key: pick(effectKeys),
        owner: pick(owners),
        lasts: chance(0.5),
        now: time,
      }),
    ],
    [4, () => ({ do: 'takeExpired', owner: pick(owners), lasts: chance(0.5), now: time })],
    [5, () => ({ do: 'fire', now: round(time) })],
    [2, () => ({ do: 'sweep', now: time })],
    [4, () => ({ do: 'forget', endedBefore: round(time - below(9000)) })],
  ];
  const urn = makers.flatMap(([weight, make]) => Array.from({ length: weight }, () => make));
  return Array.from({ length: count }, () => {
    // Times differ, so that orders by time are total; now and then a day passes and events are forgotten.
    time += 10 + below(700) + (chance(0.01) ? day : 0);
    return pick(urn)();
  });
}

/** A small generator of numbers in [0, 1) with a 32-bit seed. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
