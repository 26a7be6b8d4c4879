import { describe, expect, it } from 'vitest';
import { createPaint, plain, wantsColour, width } from './colour.ts';

const terminal = { isTTY: true };
const pipe = { isTTY: false };

describe('wantsColour', () => {
  it.each([
    ['a terminal', { stream: terminal, environment: {}, refused: false }, true],
    ['a pipe', { stream: pipe, environment: {}, refused: false }, false],
    ['--no-color', { stream: terminal, environment: { FORCE_COLOR: '1' }, refused: true }, false],
    [
      'NO_COLOR',
      { stream: terminal, environment: { NO_COLOR: '1', FORCE_COLOR: '1' }, refused: false },
      false,
    ],
    ['an empty NO_COLOR', { stream: terminal, environment: { NO_COLOR: '' }, refused: false }, true],
    ['FORCE_COLOR on a pipe', { stream: pipe, environment: { FORCE_COLOR: '1' }, refused: false }, true],
    [
      'FORCE_COLOR=0 on a terminal',
      { stream: terminal, environment: { FORCE_COLOR: '0' }, refused: false },
      false,
    ],
    ['a dumb terminal', { stream: terminal, environment: { TERM: 'dumb' }, refused: false }, false],
  ])('decides for %s', (_, choice, expected) => {
    expect(wantsColour(choice)).toBe(expected);
  });
});

describe('createPaint', () => {
  it('opens and closes a tone', () => {
    expect(createPaint(true)('good', 'done')).toBe('\u001b[32mdone\u001b[39m');
  });

  it('leaves a text as it is without colour', () => {
    expect(createPaint(false)('good', 'done')).toBe('done');
  });
});

describe('width', () => {
  it('counts what is seen', () => {
    expect(width(createPaint(true)('bad', '✖ faulted'))).toBe(9);
  });
});

describe('plain', () => {
  it('spells out what would steer a terminal', () => {
    expect(plain('\u001b]0;owned\u0007')).toBe('\\u001b]0;owned\\u0007');
    expect(plain('\u009b31m')).toBe('\\u009b31m');
  });

  it('keeps a value on one line', () => {
    expect(plain('a\nb\tc')).toBe('a\\u000ab\\u0009c');
  });

  it('keeps letters of all scripts', () => {
    expect(plain('Größe 大 🎉')).toBe('Größe 大 🎉');
  });
});
