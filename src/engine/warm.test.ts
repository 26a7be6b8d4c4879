import { expect, it } from 'vitest';
import { pendingInstance } from '../machine/index.ts';
import { Warm } from './warm.ts';

const definition = { namespace: 'test', name: 'order', version: '1.0.0' };
const committed = (id: string, version: number) => ({
  instance: pendingInstance({ id, definition, input: {}, now: 0 }),
  version,
});

it('knows an instance that was committed while an activity of it is held', () => {
  const warm = new Warm();
  warm.hold('a', 'e');
  expect(warm.find('a')).toBeUndefined();
  warm.committed(committed('a', 1));
  warm.committed(committed('a', 2));
  expect(warm.find('a')).toEqual(committed('a', 2));
});

it('keeps nothing of an instance of which no activity is held', () => {
  const warm = new Warm();
  warm.committed(committed('a', 1));
  expect([warm.find('a'), warm.size]).toEqual([undefined, 0]);
});

it('knows it until the last of its activities is released', () => {
  const warm = new Warm();
  for (const key of ['e', 'f']) warm.hold('a', key);
  warm.committed(committed('a', 1));
  warm.release('a', 'e');
  expect(warm.size).toBe(1);
  warm.release('a', 'f');
  expect([warm.find('a'), warm.size]).toEqual([undefined, 0]);
});

it('knows it again from the next commit on after it was told that it is old', () => {
  const warm = new Warm();
  warm.hold('a', 'e');
  warm.committed(committed('a', 1));
  warm.forget('a');
  expect(warm.find('a')).toBeUndefined();
  warm.committed(committed('a', 3));
  expect(warm.find('a')?.version).toBe(3);
});

it('does not mind what it never knew', () => {
  const warm = new Warm();
  warm.release('a', 'e');
  warm.forget('a');
  expect(warm.size).toBe(0);
});
