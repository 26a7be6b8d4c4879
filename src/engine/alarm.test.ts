import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryBackend } from '../backend/index.ts';
import { Alarm } from './alarm.ts';
import { SimulatedClock } from './clock.ts';
import type { LogEntry } from './log.ts';
import { WorkCount } from './work-count.ts';

let clock: SimulatedClock;
let alarm: Alarm;
/** When the store was asked to fire. */
let fired: number[];
/** What the store has. */
let timers: number[];
let logged: LogEntry[];
let away: boolean;

beforeEach(() => {
  [fired, timers, logged, away] = [[], [], [], false];
  clock = new SimulatedClock(0);
  const { doorbell, ...backend } = createMemoryBackend();
  alarm = new Alarm({
    clock,
    work: new WorkCount(),
    log: (entry) => logged.push(entry),
    backend: {
      ...backend,
      doorbell: {
        ...doorbell,
        async fire(now) {
          if (away) throw new Error('away');
          fired.push(now);
          timers = timers.filter((at) => at > now);
          return timers.length === 0 ? undefined : Math.min(...timers);
        },
      },
    },
  });
  alarm.start();
});

afterEach(() => alarm.stop());

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function moveTo(time: number): Promise<void> {
  clock.advanceTo(time);
  await turn();
}

function set(at: number): void {
  timers.push(at);
  alarm.arm(at);
}

describe('the alarm', () => {
  it('looks for timers once when it starts', async () => {
    await turn();
    expect(fired).toEqual([0]);
  });

  it('fires at the earliest timer, and sleeps until the next', async () => {
    await turn();
    set(50);
    set(20);
    set(70);
    for (const time of [10, 20, 30, 50, 60, 70, 80]) await moveTo(time);
    expect(fired).toEqual([0, 20, 50, 70]);
  });

  it('fires at once for a timer of the past', async () => {
    await moveTo(100);
    set(40);
    expect(alarm.due).toBe(true);
    await turn();
    expect([fired, alarm.due]).toEqual([[0, 100], false]);
  });

  it('tries again after a store that was away', async () => {
    await turn();
    away = true;
    set(10);
    await moveTo(10);
    away = false;
    await moveTo(500);
    expect(fired).toEqual([0]);
    await moveTo(1_010);
    expect(fired).toEqual([0, 1_010]);
    expect(logged).toMatchObject([{ level: 'warn' }]);
  });

  it('fires no more once it is stopped', async () => {
    await turn();
    set(10);
    await alarm.stop();
    await moveTo(10);
    expect([fired, alarm.due]).toEqual([[0], false]);
  });
});
