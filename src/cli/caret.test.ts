import { describe, expect, it } from 'vitest';
import { pointAt } from './caret.ts';

describe('pointAt', () => {
  it('puts a caret below the place', () => {
    expect(pointAt('.a + }', { line: 1, column: 6 })).toBe('  .a + }\n       ^');
  });

  it('shows the line of the place only', () => {
    expect(pointAt('.a\n| }\n| .b', { line: 2, column: 3 })).toBe('  | }\n    ^');
  });

  it('points behind the end of a text', () => {
    expect(pointAt('.a +', { line: 1, column: 5 })).toBe('  .a +\n      ^');
  });

  it('cuts a long line around the place', () => {
    const [line = '', caret = ''] = pointAt(`${'a'.repeat(500)}!${'b'.repeat(500)}`, {
      line: 1,
      column: 501,
    }).split('\n');
    expect(line.length).toBe(102);
    expect(line[caret.indexOf('^')]).toBe('!');
    expect(line).toMatch(/^ {2}…a+!b+…$/);
  });

  it('stands below the place after an emoji, which is two columns wide', () => {
    expect(pointAt('"\u{1F600}" }', { line: 1, column: 6 })).toBe('  "\u{1F600}" }\n       ^');
  });

  it('keeps tabs and control characters from moving the caret', () => {
    expect(pointAt('\t\u001b}', { line: 1, column: 3 })).toBe('   \\u001b}\n         ^');
  });
});
