import { describe, expect, it } from 'vitest';
import { readFlags, usage } from './flags.ts';

describe('readFlags', () => {
  it('reads numbers', () => {
    expect(readFlags(['soak', '--minutes', '0.5', '--rounds', '3'])).toMatchObject({
      minutes: 0.5,
      rounds: 3,
    });
  });

  it.each(['0', '-1', 'x', '1.5'])('refuses %s rounds', (text) => {
    expect(() => readFlags([`--rounds=${text}`])).toThrow(`--rounds is a number above 0, not ${text}`);
  });

  it.each(['--only=redis', '--against=other'])('writes no part of a run: %s', (flag) => {
    expect(() => readFlags(['--write', flag])).toThrow('--write takes whole runs only');
  });

  it('refuses what is no flag', () => {
    expect(() => readFlags(['--fast'])).toThrow('--fast');
  });
});

it('tells of every flag', () => {
  const names = Object.keys({ ...readFlags([]), against: '', only: '', profile: '' });
  for (const name of names.filter((name) => name !== 'help')) expect(usage).toContain(`--${name}`);
});
