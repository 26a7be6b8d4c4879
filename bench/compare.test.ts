import { describe, expect, it } from 'vitest';
import type { Figure } from './claim.ts';
import { changes, comparison } from './compare.ts';
import type { RecordedClaim } from './recorded.ts';

const figure = (name: string, value: number, more: Partial<Figure> = {}): Figure => ({
  name,
  unit: 'ms',
  better: 'lower',
  rounds: [value],
  ...more,
});
const ratio = (name: string, value: number): Figure => figure(name, value, { unit: '×', better: 'higher' });

/** On one machine, unless told otherwise. */
const between = (recorded: readonly Figure[], now: readonly Figure[], sameMachine = true) =>
  changes(recorded, now, sameMachine);

describe('changes', () => {
  it('tells how much worse a figure has become', () => {
    expect(between([figure('a', 10)], [figure('a', 15)])).toEqual([
      { name: 'a', recorded: 10, now: 15, behind: 0.5 },
    ]);
  });

  it('counts less as worse where more is better', () => {
    expect(between([ratio('a', 10)], [ratio('a', 5)])).toMatchObject([{ behind: 0.5 }]);
  });

  it('is negative for what has become better', () => {
    expect(between([figure('a', 10)], [figure('a', 5)])).toMatchObject([{ behind: -0.5 }]);
  });

  it('compares medians', () => {
    const before = figure('a', 0, { rounds: [1, 10, 100] });
    const now = figure('a', 0, { rounds: [9, 20, 21] });
    expect(between([before], [now])).toMatchObject([{ recorded: 10, now: 20 }]);
  });

  it('compares ratios only, where a claim has some', () => {
    const recorded = [figure('a', 10), ratio('a ÷ b', 5)];
    const now = [figure('a', 99), ratio('a ÷ b', 5)];
    expect(between(recorded, now).map(({ name }) => name)).toEqual(['a ÷ b']);
  });

  it('compares the figures themselves where a ratio was not measured this time', () => {
    const recorded = [figure('a', 10), ratio('a ÷ rival', 5)];
    expect(between(recorded, [figure('a', 10)]).map(({ name }) => name)).toEqual(['a']);
  });

  it('compares sizes beside ratios', () => {
    const recorded = [figure('a', 10), ratio('a ÷ b', 5), figure('store', 100, { unit: 'bytes each' })];
    const now = [figure('a', 99), ratio('a ÷ b', 5), figure('store', 150, { unit: 'bytes each' })];
    expect(between(recorded, now)).toMatchObject([{ name: 'a ÷ b' }, { name: 'store', behind: 0.5 }]);
  });

  it('compares neither times nor rates of another machine', () => {
    const all = [figure('a', 10), figure('installed', 50, { unit: 'MiB' })];
    expect(between(all, all, false).map(({ name }) => name)).toEqual(['installed']);
  });

  it('leaves out what is not ours, what is new, and what was zero', () => {
    const recorded = [figure('rival', 1, { foreign: true }), figure('idle', 0)];
    const now = [figure('rival', 9, { foreign: true }), figure('idle', 1), figure('new', 1)];
    expect(between(recorded, now)).toEqual([]);
  });
});

describe('comparison', () => {
  const claim = (name: string, figures: readonly Figure[], more: Partial<RecordedClaim> = {}) => ({
    name,
    title: name,
    date: '2026-11-21',
    seconds: 1,
    quick: false,
    machine: { cpu: 'a' },
    configuration: {},
    figures,
    notes: [],
    failures: [],
    ...more,
  });

  it('names what is more than 20 % behind, and nothing else', () => {
    const recorded = [claim('one', [ratio('fell', 10), ratio('shook', 10), ratio('rose', 10)])];
    const now = [claim('one', [ratio('fell', 7.9), ratio('shook', 8.1), ratio('rose', 20)])];
    expect(comparison(recorded, now)).toEqual({
      compared: 3,
      worse: ['one: fell was 10, is 7.9 (21 % behind)'],
      left: [],
    });
  });

  it('compares each claim with itself', () => {
    const recorded = [claim('one', [ratio('a', 1)]), claim('two', [ratio('a', 10)])];
    expect(comparison(recorded, [claim('two', [ratio('a', 1)])]).worse).toHaveLength(1);
  });

  it('says of which claims nothing can be compared', () => {
    const seconds = [figure('a', 1)];
    const recorded = [
      claim('one', seconds, { machine: { cpu: 'b' } }),
      claim('two', seconds, { quick: true }),
    ];
    const now = [claim('one', seconds), claim('two', seconds), claim('three', seconds)];
    expect(comparison(recorded, now)).toEqual({
      compared: 0,
      worse: [],
      left: [
        'one: recorded on another machine, or quickly',
        'two: recorded on another machine, or quickly',
        'three: not recorded yet',
      ],
    });
  });
});
