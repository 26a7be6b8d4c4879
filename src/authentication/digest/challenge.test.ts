import { describe, expect, it } from 'vitest';
import { readChallenges, readParameters } from './challenge.ts';

const read = (header: string) =>
  readChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe('readChallenges', () => {
  it('reads quoted and plain parameters', () => {
    expect(read('Digest realm="a, b", nonce=n-1 , QOP="auth"')).toEqual([
      ['digest', { realm: 'a, b', nonce: 'n-1', qop: 'auth' }],
    ]);
  });

  it('reads several challenges from one header', () => {
    expect(read('Basic realm="x", Digest realm="y", nonce="n", Bearer')).toEqual([
      ['basic', { realm: 'x' }],
      ['digest', { realm: 'y', nonce: 'n' }],
      ['bearer', {}],
    ]);
  });

  it('passes over an opaque text', () => {
    expect(read('Negotiate YWJj==, NTLM, Digest realm="y"')).toEqual([
      ['negotiate', {}],
      ['ntlm', {}],
      ['digest', { realm: 'y' }],
    ]);
  });

  it('reads a challenge without parameters before one with them', () => {
    expect(read('Negotiate, Digest realm="y"')).toEqual([
      ['negotiate', {}],
      ['digest', { realm: 'y' }],
    ]);
  });

  it('removes backslashes from quoted texts', () => {
    expect(read('Digest realm="a\\"b\\\\c"')).toEqual([['digest', { realm: 'a"b\\c' }]]);
  });

  it('bears spaces around the equals sign and empty elements', () => {
    expect(read(', ,Digest realm = "y",, nonce= n')).toEqual([['digest', { realm: 'y', nonce: 'n' }]]);
  });

  it.each(['', '   ', '"', '=', 'Digest realm="open'])('ends at what cannot be read: %j', (header) => {
    expect(readChallenges(header).flatMap(({ parameters }) => [...parameters.keys()])).toEqual([]);
  });
});

describe('readParameters', () => {
  it('reads Authentication-Info', () => {
    expect(readParameters('nextnonce="n2", qop=auth').get('nextnonce')).toBe('n2');
  });

  it('is empty for an empty header', () => {
    expect(readParameters('').size).toBe(0);
  });
});
