import { expect, it } from 'vitest';
import type { Effect } from '../machine/command.ts';
import { readEffect, writeEffect } from './stored-effect.ts';

const key = 'i/do/0/a~3';

it('is nothing for an activity that its own activation awaits', () => {
  const effect: Effect = { kind: 'activity', key, frame: '3' };
  expect(writeEffect(effect)).toBe('');
  expect(readEffect(key, '')).toStrictEqual(effect);
});

it.each<Effect>([
  { kind: 'activity', key, frame: '4' },
  { kind: 'activity', key: 'e', frame: '3' },
  { kind: 'activity', key, frame: '3', detached: true },
  { kind: 'activity', key, frame: '3', subscription: true },
  { kind: 'publish', key, event: { specversion: '1.0', id: key, source: '/s', type: 't' } },
  { kind: 'start', key, child: 'c', workflow: { namespace: 'n', name: 'w', version: '1.0.0' }, input: null },
  { kind: 'report', key, parent: { instance: 'p', key: 'k' }, output: null },
  { kind: 'cancel', key: `${key}!cancel`, child: 'c' },
])('is read as it was: %j', (effect) => {
  expect(writeEffect(effect)).not.toContain('"key":"i/');
  expect(readEffect(effect.key, writeEffect(effect))).toStrictEqual(effect);
});

it('is an activity without an end to its key', () => {
  const effect: Effect = { kind: 'activity', key: 'e', frame: 'e' };
  expect(readEffect('e', writeEffect(effect))).toStrictEqual(effect);
});

it('may have its key inside, as it was written once', () => {
  const effect: Effect = { kind: 'activity', key, frame: '3' };
  expect(readEffect(key, JSON.stringify(effect))).toStrictEqual(effect);
});
