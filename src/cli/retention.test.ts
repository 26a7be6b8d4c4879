import { describe, expect, it } from 'vitest';
import { keepEndedChoice, keepEventsChoice } from './retention.ts';

const day = 24 * 60 * 60 * 1000;

describe('--keep-ended', () => {
  it.each([
    ['P7D', 7 * day],
    ['PT30S', 30_000],
    ['PT10S', 10_000],
    ['P1M', 31 * day],
  ])('takes %s', (text, milliseconds) => {
    expect(keepEndedChoice({ 'keep-ended': text })).toBe(milliseconds);
  });

  it.each(['7', 'P', '-P1D', '1d', ''])('refuses "%s"', (text) => {
    expect(() => keepEndedChoice({ 'keep-ended': text })).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('--keep-ended') }),
    );
  });

  it.each(['PT0S', 'PT1S', 'PT9S'])('refuses %s, less than ten seconds', (text) => {
    expect(() => keepEndedChoice({ 'keep-ended': text })).toThrow(
      expect.objectContaining({ code: 'usage', message: `--keep-ended ${text} is shorter than ten seconds` }),
    );
  });
});

describe('--keep-events', () => {
  it('takes a duration', () => {
    expect(keepEventsChoice({ 'keep-events': 'P1D' })).toBe(day);
    expect(keepEventsChoice({ 'keep-events': 'PT1M' })).toBe(60_000);
  });

  it('refuses less than a minute', () => {
    expect(() => keepEventsChoice({ 'keep-events': 'PT59S' })).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('shorter than a minute') }),
    );
  });
});
