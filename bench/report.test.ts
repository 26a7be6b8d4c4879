import { describe, expect, it } from 'vitest';
import { figureTable, numberText } from './report.ts';

describe('numberText', () => {
  it.each([
    [1234567, '1 234 567'],
    [999.6, '1 000'],
    [99.96, '100'],
    [12.345, '12.3'],
    [0.012345, '0.0123'],
    [0, '0'],
    [Number.NaN, '–'],
  ])('of %d is %s', (value, text) => {
    expect(numberText(value)).toBe(text);
  });
});

describe('figureTable', () => {
  it('has a line for each figure', () => {
    const table = figureTable([
      { name: 'a', unit: 'ms', better: 'lower', rounds: [2, 1, 3], bound: { atMost: 1 } },
      { name: 'b', unit: '×', better: 'higher', rounds: [2], bound: { atLeast: 1 } },
    ]);
    expect(table.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      ' MEDIAN WORST BEST UNIT BOUND',
      'a 2 3 1 ms ≤ 1 short',
      'b 2 2 2 × ≥ 1 ok',
    ]);
  });
});
