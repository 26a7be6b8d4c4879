import { describe, expect, it } from 'vitest';
import type { Figure } from './claim.ts';
import { changes } from './compare.ts';

const figure = (name: string, value: number, more: Partial<Figure> = {}): Figure => ({
  name,
  unit: 'ms',
  better: 'lower',
  rounds: [value],
  ...more,
});
const ratio = (name: string, value: number): Figure => figure(name, value, { unit: '×', better: 'higher' });

describe('changes', () => {
  it('tells how much worse a figure has become', () => {
    expect(changes([figure('a', 10)], [figure('a', 15)])).toEqual([
      { name: 'a', recorded: 10, now: 15, behind: 0.5 },
    ]);
  });

  it('counts less as worse where more is better', () => {
    expect(changes([ratio('a', 10)], [ratio('a', 5)])).toMatchObject([{ behind: 0.5 }]);
  });

  it('is negative for what has become better', () => {
    expect(changes([figure('a', 10)], [figure('a', 5)])).toMatchObject([{ behind: -0.5 }]);
  });

  it('compares medians', () => {
    const before = figure('a', 0, { rounds: [1, 10, 100] });
    const now = figure('a', 0, { rounds: [9, 20, 21] });
    expect(changes([before], [now])).toMatchObject([{ recorded: 10, now: 20 }]);
  });

  it('compares ratios only, where a claim has some', () => {
    const recorded = [figure('a', 10), ratio('a ÷ b', 5)];
    const now = [figure('a', 99), ratio('a ÷ b', 5)];
    expect(changes(recorded, now).map(({ name }) => name)).toEqual(['a ÷ b']);
  });

  it('compares the figures themselves where a ratio was not measured this time', () => {
    const recorded = [figure('a', 10), ratio('a ÷ rival', 5)];
    expect(changes(recorded, [figure('a', 10)]).map(({ name }) => name)).toEqual(['a']);
  });

  it('leaves out what is not ours, what is new, and what was zero', () => {
    const recorded = [figure('rival', 1, { foreign: true }), figure('idle', 0)];
    const now = [figure('rival', 9, { foreign: true }), figure('idle', 1), figure('new', 1)];
    expect(changes(recorded, now)).toEqual([]);
  });
});
