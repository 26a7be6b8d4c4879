import { describe, expect, it } from 'vitest';
import { Drive } from '../../../test/machine/drive.ts';

const waiting = (compete: boolean) => `
do:
  - both:
      fork:
        compete: ${compete}
        branches:
          - slow: { wait: PT10S, output: { as: '"slow"' } }
          - fast: { wait: PT1S, output: { as: '"fast"' } }
`;

describe('fork', () => {
  it('K8 K9 puts out an array in declaration order, whatever finished first', () => {
    const run = new Drive(waiting(false));
    run.nextTimer();
    expect(run.status).toBe('waiting');
    run.nextTimer();
    expect(run.output).toEqual(['slow', 'fast']);
  });

  it('K8 K9 gives the winner of a competition alone and cancels the others', () => {
    const run = new Drive(waiting(true));
    run.nextTimer();
    expect(run.output).toBe('fast');
    expect(run.timers.size).toBe(0);
    expect(run.log).toContain('task.cancelled slow');
  });

  it('K8 cancels the other branches at the first fault', () => {
    const run = new Drive(`
do:
  - both:
      fork:
        branches:
          - slow: { wait: PT10S }
          - bad: { raise: { error: { type: 'https://x.test/bad', status: 409 } } }
`);
    expect(run.status).toBe('faulted');
    expect(run.instance.error).toMatchObject({ status: 409, instance: '/do/0/both/fork/branches/1/bad' });
    expect(run.timers.size).toBe(0);
  });

  it('K8 faults a competition only when every branch has', () => {
    const run = new Drive(`
do:
  - race:
      fork:
        compete: true
        branches:
          - bad: { raise: { error: { type: 'https://x.test/bad', status: 409 } } }
          - slow: { wait: PT10S, output: { as: '"slow"' } }
`);
    expect(run.status).toBe('waiting');
    run.nextTimer();
    expect(run.output).toBe('slow');
  });

  it('faults with the first branch’s error when all have failed', () => {
    const run = new Drive(`
do:
  - race:
      fork:
        compete: true
        branches:
          - one: { raise: { error: { type: 'https://x.test/one', status: 501 } } }
          - two: { raise: { error: { type: 'https://x.test/two', status: 502 } } }
`);
    expect(run.instance.error).toMatchObject({ status: 501 });
  });

  it('shows every branch the context of the fork and merges what they export', () => {
    const run = new Drive(`
do:
  - before: { set: {}, export: { as: { base: 1 } } }
  - both:
      fork:
        branches:
          - a: { set: { seen: '\${ $context }' }, export: { as: '$context + {a: 1}' } }
          - b: { set: { seen: '\${ $context }' }, export: { as: '$context + {b: 2}' } }
  - after: { set: { context: '\${ $context }', branches: '\${ . }' } }
`);
    expect(run.output).toEqual({
      context: { base: 1, a: 1, b: 2 },
      branches: [{ seen: { base: 1 } }, { seen: { base: 1 } }],
    });
  });

  it('keeps only the winner’s context', () => {
    const run = new Drive(`
do:
  - race:
      fork:
        compete: true
        branches:
          - slow: { wait: PT9S, export: { as: { winner: slow } } }
          - fast: { wait: PT1S, export: { as: { winner: fast } } }
output: { as: '$context' }
`);
    run.nextTimer();
    expect(run.output).toEqual({ winner: 'fast' });
  });

  it('E2 ends the instance from inside a branch', () => {
    const run = new Drive(`
do:
  - both:
      fork:
        branches:
          - slow: { wait: PT9S }
          - quick: { do: [{ stop: { set: { stopped: true }, then: end } }] }
  - never: { set: { reached: true } }
`);
    expect(run.status).toBe('completed');
    expect(run.output).toEqual({ stopped: true });
    expect(run.timers.size).toBe(0);
  });
});
