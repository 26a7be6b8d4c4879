import { describe, expect, it } from 'vitest';
import type { RecordedClaim } from './recorded.ts';
import { recordedOf } from './recorded.ts';

const claim: RecordedClaim = {
  name: 'three-steps',
  title: 'Three steps',
  date: '2026-11-21',
  seconds: 90,
  quick: false,
  machine: { node: '20.20.2' },
  configuration: { rounds: '3' },
  figures: [
    { name: 'a', unit: 'ms', better: 'lower', rounds: [1, 2], bound: { atMost: 3 } },
    { name: 'b', unit: '×', better: 'higher', rounds: [1], bound: { atLeast: 1 }, foreign: true },
  ],
  notes: ['A note.'],
  failures: ['Restate: gone'],
};
const textOf = (document: unknown): string => JSON.stringify({ claims: [document] });

describe('recordedOf', () => {
  it('reads what was written', () => {
    expect(recordedOf(textOf(claim))).toEqual([claim]);
  });

  it.each([
    ['a figure without direction', { ...claim, figures: [{ name: 'a', unit: 'ms', rounds: [1] }] }],
    ['a round that is no number', { ...claim, figures: [{ ...claim.figures[0], rounds: ['1'] }] }],
    ['a bound that is none', { ...claim, figures: [{ ...claim.figures[0], bound: {} }] }],
    ['a claim without a name', { ...claim, name: undefined }],
    ['a claim without a time', { ...claim, seconds: undefined }],
    ['a claim that is none', 7],
  ])('refuses %s', (_what, document) => {
    expect(() => recordedOf(textOf(document))).toThrow('where something else is due');
  });
});
