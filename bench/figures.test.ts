import { describe, expect, it } from 'vitest';
import type { Figure } from './claim.ts';
import { bestOf, holds, latencyFigures, percentile, ratio, summaryOf } from './figures.ts';

const figure = (name: string, rounds: readonly number[], more: Partial<Figure> = {}): Figure => ({
  name,
  unit: 'workflows/s',
  better: 'higher',
  rounds,
  ...more,
});

describe('summaryOf', () => {
  it('has the middle of the rounds, and takes the highest for the best', () => {
    expect(summaryOf(figure('a', [3, 1, 2]))).toEqual({ median: 2, best: 3, worst: 1 });
  });

  it('takes the lowest for the best where less is better', () => {
    expect(summaryOf(figure('a', [3, 1, 2], { better: 'lower' }))).toMatchObject({ best: 1, worst: 3 });
  });
});

describe('holds', () => {
  it('judges by the median', () => {
    expect(holds(figure('a', [1, 5, 6], { bound: { atLeast: 5 } }))).toBe(true);
    expect(holds(figure('a', [1, 4, 6], { bound: { atLeast: 5 } }))).toBe(false);
  });

  it('takes the bound itself for good', () => {
    expect(holds(figure('a', [5], { bound: { atMost: 5 } }))).toBe(true);
    expect(holds(figure('a', [5.1], { bound: { atMost: 5 } }))).toBe(false);
  });

  it('says nothing without a bound', () => {
    expect(holds(figure('a', [1]))).toBeUndefined();
  });
});

describe('ratio', () => {
  it('divides round by round', () => {
    const [found] = ratio(figure('ours', [10, 30]), figure('theirs', [5, 10]));
    expect(found).toEqual({ name: 'ours ÷ theirs', unit: '×', better: 'higher', rounds: [2, 3] });
  });

  it('takes a name and a bound', () => {
    const wanted = { name: 'ours ÷ best', bound: { atLeast: 2 } };
    expect(ratio(figure('ours', [10]), figure('theirs', [5]), wanted)).toMatchObject([wanted]);
  });

  it('is none where one of them was not measured', () => {
    expect(ratio(figure('ours', [10]), undefined)).toEqual([]);
    expect(ratio(undefined, figure('theirs', [10]))).toEqual([]);
    expect(ratio(figure('ours', []), figure('theirs', [10]))).toEqual([]);
  });
});

describe('percentile', () => {
  it('is the value below which the share is', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
  });

  it('of few values is one of them', () => {
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([7], 0)).toBeNaN();
  });
});

describe('bestOf', () => {
  it('goes by the medians, in the direction of the figure', () => {
    const figures = [figure('a', [1, 2, 9]), figure('b', [3, 3, 3])];
    expect(bestOf(figures)?.name).toBe('b');
    expect(bestOf(figures.map((one) => ({ ...one, better: 'lower' as const })))?.name).toBe('a');
  });

  it('of none is none', () => {
    expect(bestOf([])).toBeUndefined();
  });
});

describe('latencyFigures', () => {
  const hello = { system: 'x', versions: {}, durability: '' };
  const outcome = (name: string, kind: 'ours' | 'rival') => ({
    system: { name, kind, args: [] },
    hello,
    results: [
      [1, 2],
      [3, 4],
    ],
  });

  it('has p50 and p99 of each round, with their bounds', () => {
    const figures = latencyFigures([outcome('eventctl', 'ours')], () => ({ p99: 10 }));
    expect(figures).toEqual([
      { name: 'eventctl, p50', unit: 'ms', better: 'lower', rounds: [1, 3] },
      { name: 'eventctl, p99', unit: 'ms', better: 'lower', rounds: [2, 4], bound: { atMost: 10 } },
    ]);
  });

  it('marks those of others', () => {
    expect(latencyFigures([outcome('DBOS', 'rival')], () => ({}))[0]?.foreign).toBe(true);
  });
});
