import { expect, test } from 'vitest';
import { list, number, text, texts, word } from './reply.ts';

test('numbers come as numbers and as texts', () => {
  expect([number(7), number('7'), number('1795262088730688')]).toEqual([7, 7, 1795262088730688]);
});

test('lists of texts', () => {
  expect(texts(['a', ''])).toEqual(['a', '']);
});

test.each([
  () => number(''),
  () => number('x'),
  () => number(null),
  () => text(1),
  () => list('a'),
  () => texts(['a', null]),
  () => word('maybe', ['yes', 'no']),
])('%s is an error of the store', (read) => {
  expect(read).toThrow('The store answered');
});
