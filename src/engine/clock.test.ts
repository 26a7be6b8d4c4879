import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Clock, realClock, SimulatedClock } from './clock.ts';

const never = new AbortController().signal;

/** Notes when a sleep is over. */
function sleeper(clock: Clock, until: number, signal: AbortSignal = never): { over: boolean } {
  return over(clock.sleep(until, signal));
}

function over(sleep: Promise<void>): { over: boolean } {
  const state = { over: false };
  void sleep.then(() => {
    state.over = true;
  });
  return state;
}

const settled = () => new Promise((resolve) => process.nextTick(resolve));

describe('the simulated clock', () => {
  it('wakes who sleeps until then, and nobody else', async () => {
    const clock = new SimulatedClock(100);
    const [early, late] = [sleeper(clock, 110), sleeper(clock, 111)];
    clock.advanceTo(110);
    await settled();
    expect([clock.now(), early.over, late.over]).toEqual([110, true, false]);
  });

  it('wakes the earliest first', async () => {
    const clock = new SimulatedClock(0);
    const order: number[] = [];
    for (const until of [30, 10, 20]) void clock.sleep(until, never).then(() => order.push(until));
    clock.advanceTo(100);
    await settled();
    expect(order).toEqual([10, 20, 30]);
  });

  it('does not sleep until a time that has passed', async () => {
    const sleep = sleeper(new SimulatedClock(100), 100);
    await settled();
    expect(sleep.over).toBe(true);
  });

  it('wakes at once when the signal aborts', async () => {
    const controller = new AbortController();
    const sleep = sleeper(new SimulatedClock(0), Number.POSITIVE_INFINITY, controller.signal);
    controller.abort();
    await settled();
    expect(sleep.over).toBe(true);
  });

  it('pauses for as long as it is moved on', async () => {
    const clock = new SimulatedClock(100);
    const pause = over(clock.pause(10, never));
    clock.advanceTo(109);
    await settled();
    expect(pause.over).toBe(false);
    clock.advanceTo(110);
    await settled();
    expect(pause.over).toBe(true);
  });

  it('never goes back', () => {
    const clock = new SimulatedClock(100);
    clock.advanceTo(50);
    expect(clock.now()).toBe(100);
  });
});

describe('the real clock', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => void vi.useRealTimers());

  it('sleeps until the time', async () => {
    const sleep = sleeper(realClock, 1_000_500);
    await vi.advanceTimersByTimeAsync(499);
    expect(sleep.over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(sleep.over).toBe(true);
  });

  it('follows the wall clock when that is set while it sleeps', async () => {
    const [ahead, back] = [sleeper(realClock, 1_060_000), sleeper(realClock, 1_002_000)];
    vi.setSystemTime(1_060_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([ahead.over, back.over]).toEqual([true, true]);
    const later = sleeper(realClock, 1_063_000);
    vi.setSystemTime(1_000_000);
    await vi.advanceTimersByTimeAsync(62_000);
    expect(later.over).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(later.over).toBe(true);
  });

  it('pauses for its time, whatever the wall clock says', async () => {
    const pause = over(realClock.pause(1_000, never));
    await vi.advanceTimersByTimeAsync(500);
    vi.setSystemTime(985_000);
    await vi.advanceTimersByTimeAsync(499);
    expect(pause.over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(pause.over).toBe(true);
  });

  it('sleeps longer than one timer of Node can', async () => {
    const month = 40 * 24 * 60 * 60 * 1_000;
    const sleep = sleeper(realClock, 1_000_000 + month);
    await vi.advanceTimersByTimeAsync(10);
    expect(sleep.over).toBe(false);
    vi.setSystemTime(1_000_000 + month);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sleep.over).toBe(true);
  });

  it('wakes at once when the signal aborts, and leaves no timer', async () => {
    const controller = new AbortController();
    const sleep = sleeper(realClock, Number.POSITIVE_INFINITY, controller.signal);
    await vi.advanceTimersByTimeAsync(5_000);
    controller.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect([sleep.over, vi.getTimerCount()]).toEqual([true, 0]);
  });

  it('does not sleep under a signal that has aborted', async () => {
    const sleep = sleeper(realClock, Number.POSITIVE_INFINITY, AbortSignal.abort());
    await vi.advanceTimersByTimeAsync(0);
    expect(sleep.over).toBe(true);
  });
});
