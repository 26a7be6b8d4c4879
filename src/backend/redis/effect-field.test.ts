import { expect, it } from 'vitest';
import { fieldOf, keyOf } from './effect-field.ts';

it('leaves out the instance', () => {
  expect(fieldOf('i7', 'i7/do/0/a~1')).toBe('effect:/do/0/a~1');
});

it.each([
  ['i', 'i/do/0/a~1'],
  ['i', 'i'],
  ['i', 'e'],
  ['i', ''],
  ['i', ':'],
  ['i', 'i:'],
  ['i', ':i'],
  ['a:b', 'a:b:c'],
])('of %s tells %s from all others', (instance, key) => {
  expect(fieldOf(instance, key)).toMatch(/^effect:/);
  expect(keyOf(instance, fieldOf(instance, key))).toBe(key);
});
