import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

test.each([
  ['endpont', 'endpoint'],
  ['Endpoint', 'endpoint'],
  ['enpdoint', 'endpoint'],
  ['methd', 'method'],
])('%s means %s', (word, meant) => {
  expect(nearest(word, ['method', 'endpoint', 'headers'])).toBe(meant);
});

test('a word far from all means none', () => {
  expect(nearest('banana', ['method', 'endpoint'])).toBeUndefined();
});

test('two-letter words are not near to each other', () => {
  expect(nearest('js', ['jq'])).toBeUndefined();
});

test('the nearest of several wins, the first of equals', () => {
  expect(nearest('casts', ['carts', 'cats', 'cast'])).toBe('carts');
  expect(nearest('orderA', ['orderBC', 'orderB'])).toBe('orderB');
});

test('very long words are not compared', () => {
  expect(nearest('x'.repeat(101), ['x'.repeat(101)])).toBeUndefined();
});
