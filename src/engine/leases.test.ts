import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMemoryBackend } from '../backend/index.ts';
import { SimulatedClock } from './clock.ts';
import { Leases } from './leases.ts';

const start = Date.UTC(2026, 0, 1);

let clock: SimulatedClock;
let renewed: number;
let keys: string[];
let ours: boolean;
let leases: Leases;

beforeEach(() => {
  clock = new SimulatedClock(start);
  renewed = 0;
  keys = [];
  ours = true;
  const memory = createMemoryBackend();
  const renew = async ({ key }: { readonly key: string }) => {
    renewed += 1;
    keys.push(key);
    return ours;
  };
  leases = new Leases({ backend: { ...memory, effects: { ...memory.effects, renew } }, clock, owner: 'one' });
});

afterEach(() => leases.stop());

/** Moves time on, and lets what it wakes go on. */
async function second(): Promise<void> {
  clock.advanceTo(clock.now() + 1_000);
  for (let step = 0; step < 5; step++) await new Promise((resolve) => setImmediate(resolve));
}

/** As if the process had been halted: the renewals of that time come after what is looked at here. */
function halt(milliseconds: number): void {
  clock.advanceTo(clock.now() + milliseconds);
  renewed = 0;
}

it('a lease that lasts is not asked for', async () => {
  const signal = leases.hold('a', 'e');
  await leases.confirm('e');
  expect([renewed, signal?.aborted]).toEqual([0, false]);
  leases.release('e');
});

it('a lease that is over is asked for before the work goes on', async () => {
  const signal = leases.hold('a', 'e');
  halt(3_000);
  await leases.confirm('e');
  expect(renewed).toBeGreaterThan(0);
  expect(signal?.aborted).toBe(false);
  leases.release('e');
});

it('work whose lease another process has by now is aborted', async () => {
  ours = false;
  const signal = leases.hold('a', 'e');
  halt(60_000);
  await leases.confirm('e');
  expect(signal?.aborted).toBe(true);
  leases.release('e');
});

it('a lease that was renewed in time lasts from then on', async () => {
  leases.hold('a', 'e');
  clock.advanceTo(start + 1_000);
  await new Promise((resolve) => setImmediate(resolve));
  halt(2_999);
  await leases.confirm('e');
  const before = renewed;
  leases.release('e');
  expect(before).toBeLessThanOrEqual(1);
});

it('what is not held is nobody’s to confirm', async () => {
  await leases.confirm('e');
  expect(renewed).toBe(0);
});

it('what is held is renewed each second', async () => {
  for (const key of ['a', 'b']) leases.hold('i', key);
  await second();
  await second();
  expect(keys).toEqual(['a', 'b', 'a', 'b']);
});

it('what was released is not renewed', async () => {
  for (const key of ['a', 'b']) leases.hold('i', key);
  leases.release('a');
  await second();
  expect(keys).toEqual(['b']);
});

it('what is held after a time in which nothing was is renewed too', async () => {
  leases.hold('i', 'a');
  leases.release('a');
  leases.hold('i', 'b');
  await second();
  leases.release('b');
  await second();
  leases.hold('i', 'c');
  await second();
  expect(keys).toEqual(['b', 'c']);
});

it('nothing is renewed after a stop', async () => {
  leases.hold('i', 'a');
  leases.stop();
  await second();
  expect(keys).toEqual([]);
});

it('an effect is held once', () => {
  expect(leases.hold('i', 'a')).toBeDefined();
  expect(leases.hold('i', 'a')).toBeUndefined();
});
