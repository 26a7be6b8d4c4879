import { describe, expect, it } from 'vitest';
import { Drive } from '../../../test/machine/drive.ts';

describe('wait', () => {
  it.each([
    ['PT1M30S', 90_000],
    ['{ minutes: 1, milliseconds: 5 }', 60_005],
    [`'\${ .pause }'`, 2000],
  ])('K34 V1 V2 V3 lets %s pass and hands its input on', (duration, milliseconds) => {
    const run = new Drive(`do: [{a: {wait: ${duration}}}]`, { input: { pause: 'PT2S' } });
    const before = run.now;
    run.nextTimer();
    expect(run.now - before).toBe(milliseconds);
    expect(run.output).toEqual({ pause: 'PT2S' });
  });

  it('K34 faults when its expression yields no duration', () => {
    const run = new Drive(`do: [{a: {wait: '\${ .pause }'}}]`, { input: { pause: 'soon' } });
    expect(run.instance.error).toMatchObject({ title: 'Not a duration' });
  });

  it('is not woken by a timer that was not its own', () => {
    const run = new Drive('do: [{a: {wait: PT1S}}]');
    run.take({ kind: 'timer', id: '9:wait', at: 1 }, { kind: 'timer', id: '1:wait', at: 1 });
    expect(run.status).toBe('waiting');
  });

  it('ends when its timer was found due by another clock than that of the turn', () => {
    const run = new Drive('do: [{a: {wait: PT1S}}]');
    const [[id, at] = ['', 0]] = [...run.timers];
    run.now = at - 300;
    run.take({ kind: 'timer', id, at });
    expect(run.status).toBe('completed');
  });
});
